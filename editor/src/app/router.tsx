import { lazy } from 'react'
import { createBrowserRouter, type RouteObject } from 'react-router'
import { Crashed } from './Crashed.tsx'
import { Missing } from './Missing.tsx'
import { MustLogIn } from './MustLogIn.tsx'

const Shell = lazy(() => import('../shell/Shell.tsx'))
const Login = lazy(() => import('../login/LoginPage.tsx'))
const Home = lazy(() => import('../home/HomePage.tsx'))
const Chains = lazy(() => import('../chains/ChainsPage.tsx'))
const Chain = lazy(() => import('../chain/ChainPage.tsx'))
const Devices = lazy(() => import('../devices/DevicesPage.tsx'))
const Device = lazy(() => import('../device/DevicePage.tsx'))
const Alarms = lazy(() => import('../alarms/AlarmsPage.tsx'))
const Entities = lazy(() => import('../entities/EntitiesPage.tsx'))
const Entity = lazy(() => import('../entities/EntityPage.tsx'))
const System = lazy(() => import('../system/SystemPage.tsx'))

const pages: RouteObject[] = [
  { path: '/', element: <Home /> },
  { path: '/chains', element: <Chains /> },
  { path: '/chains/:chainId', element: <Chain /> },
  { path: '/devices', element: <Devices /> },
  { path: '/devices/:deviceId', element: <Device /> },
  { path: '/alarms', element: <Alarms /> },
  { path: '/alarms/:alarmId', element: <Alarms /> },
  { path: '/entities', element: <Entities /> },
  { path: '/entities/:kind', element: <Entities /> },
  { path: '/entities/:kind/:entityId', element: <Entity /> },
  { path: '/system', element: <System /> },
  { path: '/system/:tab', element: <System /> },
  { path: '*', element: <Missing /> },
]

export const router = createBrowserRouter([
  {
    errorElement: <Crashed />,
    children: [
      { path: '/login', element: <Login /> },
      {
        element: (
          <MustLogIn>
            <Shell />
          </MustLogIn>
        ),
        // a page that breaks leaves the shell standing
        children: pages.map((page) => ({ ...page, errorElement: <Crashed /> })),
      },
    ],
  },
])
