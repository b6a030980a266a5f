import { IconBell, IconBuilding, IconCpu, IconHome, IconServerCog, IconShare3 } from '@tabler/icons-react'

/** The pages there are, in the order of the bars. A page joins the bars on the day it exists. */
export const places = [
  { id: 'home', path: '/', icon: IconHome },
  { id: 'chains', path: '/chains', icon: IconShare3 },
  { id: 'devices', path: '/devices', icon: IconCpu },
  { id: 'alarms', path: '/alarms', icon: IconBell },
  { id: 'entities', path: '/entities', icon: IconBuilding },
  { id: 'system', path: '/system', icon: IconServerCog },
] as const

export const isHere = (path: string, pathname: string) =>
  path === '/' ? pathname === '/' : pathname === path || pathname.startsWith(`${path}/`)
