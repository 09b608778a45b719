const endings: Record<string, string[]> = {
  'application/pdf': ['pdf'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/heic': ['heic'],
  'image/heif': ['heif'],
  'image/webp': ['webp'],
  'image/tiff': ['tif', 'tiff'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/msword': ['doc'],
  'application/vnd.ms-excel': ['xls'],
  'application/vnd.ms-powerpoint': ['ppt'],
  'video/mp4': ['mp4'],
  'video/quicktime': ['mov'],
}

/** What a file says it is: by its ending, since browsers don't know all of them; the server looks at the content. */
export function typeOf(file: File, taken: string[]): string {
  const ending = file.name.split('.').pop()?.toLowerCase() ?? ''
  return taken.find((type) => endings[type]?.includes(ending)) ?? (file.type || 'application/octet-stream')
}

/** The `accept` of a file input. */
export const accepted = (types: string[]): string => types.flatMap((type) => [type, ...(endings[type] ?? []).map((ending) => `.${ending}`)]).join(',')

/** The kinds in words: PDF、JPG、… */
export const kinds = (types: string[]): string => [...new Set(types.map((type) => endings[type]?.[0]?.toUpperCase() ?? type))].join('、')
