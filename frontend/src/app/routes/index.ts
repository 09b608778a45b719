import type { Role, RoleRoute } from './types'
import { routes as admin } from './admin'
import { routes as agency } from './agency'
import { routes as applicant } from './applicant'
import { routes as auditor } from './auditor'
import { routes as committee } from './committee'
import { routes as expert } from './expert'
import { routes as government } from './government'
import { routes as office } from './office'
import { routes as publicPages } from './public'
import { routes as recommender } from './recommender'

/** Every screen by role: the only list that the router and the menus are made from. */
export const routesOf: Record<Role, RoleRoute[]> = {
  public: publicPages, applicant, recommender, office, agency, expert, committee, government, auditor, admin,
}
