import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { getReadEvidenceThumbnailUrl } from '@/api/endpoints/evidence/evidence'
import { bytesOf } from '@/shared/http/files'

/** The small picture of the applicant's own file. */
export function Thumbnail({ evidenceId }: { evidenceId: string }) {
  const path = getReadEvidenceThumbnailUrl(evidenceId)
  const { data } = useQuery({ queryKey: [path], queryFn: async () => (await bytesOf(path)).blob(), staleTime: Infinity })
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (!data) return
    const made = URL.createObjectURL(data)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [data])
  return url ? <img className="thumbnail" src={url} alt="" /> : <span className="thumbnail" />
}
