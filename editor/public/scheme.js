// Runs before the first paint, so that a chosen scheme does not flash the other one. A file of its own, because
// the content security policy allows no inline scripts.
try {
  const chosen = localStorage.getItem('weir.scheme')
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.mantineColorScheme = chosen
} catch {
  // storage may be forbidden; the system's scheme holds then
}
