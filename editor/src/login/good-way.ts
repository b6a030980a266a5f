/** Where to go after logging in: a path of this app, never another site that somebody put into the link. */
export function goodWay(to: string | null): string {
  return to !== null && /^\/(?![/\\])/.test(to) && !to.startsWith('/login') ? to : '/'
}
