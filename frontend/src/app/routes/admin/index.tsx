import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = []
