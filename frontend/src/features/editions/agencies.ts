import { useQuery } from '@tanstack/react-query'
import { request } from '@/shared/http/client'

interface Agency {
  id: string
  name: string
}

/** The third-party agencies that review may be delegated to (Art. 10). */
export const useAgencies = () => useQuery({ queryKey: ['agencies'], queryFn: () => request<Agency[]>('/api/v1/agencies') })
