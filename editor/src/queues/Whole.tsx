import { NumberInput } from '@mantine/core'

const most = 2 ** 31 - 1

interface WholeProps {
  label: string
  unit?: string
  least?: number
  value: number
  onChange: (value: number) => void
}

/** A number that the server keeps whole, or of seconds. */
export function Whole({ label, unit, least = 0, value, onChange }: WholeProps) {
  return (
    <NumberInput
      w={150}
      label={label}
      required
      withAsterisk={false}
      min={least}
      max={most}
      allowDecimal={unit === 's'}
      {...(unit === undefined ? {} : { suffix: ` ${unit}` })}
      value={value}
      onChange={(next) => typeof next === 'number' && onChange(next)}
    />
  )
}
