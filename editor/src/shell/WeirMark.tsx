/** The mark: a W whose valleys hold water. */
export function WeirMark({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={(size * 22) / 26} viewBox="0 0 26 22" aria-hidden="true">
      <path d="M6.9 9.5h5.2l-2.6 7zM13.9 9.5h5.2l-2.6 7z" fill="var(--water)" />
      <path
        d="M1 5h4.2l4.3 11.8L13 7l3.5 9.8L20.8 5H25"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.4"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  )
}
