/** Where a role reads a file of an application, at a page. */
export const filePath = (role: string, applicationId: string, evidenceId: string, page?: number) =>
  `/${role}/applications/${applicationId}/evidence/${evidenceId}${page && page > 1 ? `?page=${page}` : ''}`

/** Where a role finds the application that a file belongs to. */
export const casePath = (role: string, applicationId: string) => `/${role}/applications/${applicationId}`

/** Where a role signs the undertaking, and whither it comes back. */
export const undertakingPath = (role: string, editionId: string, back: string) =>
  `/${role}/undertaking/${editionId}?back=${encodeURIComponent(back)}`
