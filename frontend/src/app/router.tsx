import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { PublicLayout } from './layouts/PublicLayout'
import { RoleLayout } from './layouts/RoleLayout'
import { Crashed, NotFound } from './pages/Errors'
import { routesOf } from './routes'
import { type Role, roles } from './routes/types'

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Crashed })

const open = createRoute({ getParentRoute: () => root, id: 'open', component: PublicLayout })
const page = (path: string, load: () => Promise<{ default: React.ComponentType }>) =>
  createRoute({ getParentRoute: () => open, path, component: lazyRouteComponent(load) })

const publicPages = [
  ...routesOf.public.map((route) => page(route.path, route.lazy)),
  page('/login', () => import('./pages/Login')),
  page('/register', () => import('./pages/Register')),
]

const roleTrees = roles.map((role: Exclude<Role, 'public'>) => {
  const parent = createRoute({ getParentRoute: () => root, id: `area-${role}`, component: () => <RoleLayout role={role} /> })
  return parent.addChildren([
    ...routesOf[role].map((route) =>
      createRoute({ getParentRoute: () => parent, path: route.path, component: lazyRouteComponent(route.lazy) }),
    ),
    createRoute({
      getParentRoute: () => parent,
      path: `/${role}/account`,
      component: lazyRouteComponent(() => import('./pages/Account')),
    }),
  ])
})

export const router = createRouter({
  routeTree: root.addChildren([open.addChildren(publicPages), ...roleTrees]),
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
