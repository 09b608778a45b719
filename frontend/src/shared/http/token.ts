/** The access token lives in memory only; the refresh token is an HttpOnly cookie that scripts cannot read. */
let accessToken: string | null = null
let refresher: (() => Promise<boolean>) | null = null
let refreshing: Promise<boolean> | null = null

export const token = {
  get: () => accessToken,
  set: (value: string | null) => {
    accessToken = value
  },
  /** How to get a new one; set by the session provider. */
  onExpiry: (refresh: () => Promise<boolean>) => {
    refresher = refresh
  },
  /** Renew once, however many requests ask at the same time. */
  renew: () => {
    refreshing ??= (refresher ? refresher() : Promise.resolve(false)).finally(() => {
      refreshing = null
    })
    return refreshing
  },
  /** Resolves once no renewal is under way. */
  settled: async () => {
    await refreshing
  },
}
