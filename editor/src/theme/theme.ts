import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  Modal,
  Tooltip,
  type VariantColorsResolver,
} from '@mantine/core'
import parts from './parts.module.css'

/** Mantine wants ten shades; our roles have one value, which tokens.css changes with the scheme. */
const role = (name: string) => Array(10).fill(`var(--${name})`) as unknown as MantineColorsTuple

/** Greys that Mantine picks by number, from the lightest to the darkest in light and the other way round in dark. */
const greys = (...names: string[]) => names.map((name) => `var(--${name})`) as unknown as MantineColorsTuple
const gray = greys(
  'sunken',
  'hover',
  'line',
  'line',
  'line-strong',
  'text-3',
  'text-2',
  'text-2',
  'text',
  'text',
)
const dark = greys(
  'text',
  'text-2',
  'text-2',
  'text-3',
  'line',
  'hover',
  'surface',
  'surface',
  'sunken',
  'ground',
)

const softRoles = new Set(['ok', 'warn', 'crit', 'draft', 'stale', 'accent'])

/** Every button-like part: `filled` is the one main button of a page, `default` outlined, `subtle` quiet. */
const variantColorResolver: VariantColorsResolver = ({ variant, color = 'accent' }) => {
  const name = softRoles.has(color) ? color : 'accent'
  if (variant === 'filled') {
    return name === 'crit'
      ? { background: 'var(--crit-fill)', hover: 'var(--crit)', color: 'var(--on-crit)', border: 'none' }
      : {
          background: 'var(--accent-fill)',
          hover: 'var(--accent-hover)',
          color: 'var(--on-accent)',
          border: 'none',
        }
  }
  if (variant === 'light') {
    return {
      background: `var(--${name}-soft)`,
      hover: `var(--${name}-soft)`,
      color: `var(--${name})`,
      border: 'none',
    }
  }
  if (variant === 'outline') {
    const edge = `1px solid var(--${name})`
    return {
      background: 'var(--surface)',
      hover: `var(--${name}-soft)`,
      color: `var(--${name})`,
      border: edge,
    }
  }
  if (variant === 'default') {
    const edge = '1px solid var(--line-strong)'
    return { background: 'var(--surface)', hover: 'var(--hover)', color: 'var(--text)', border: edge }
  }
  const quiet = name === 'accent' ? 'var(--text-2)' : `var(--${name})`
  return { background: 'transparent', hover: 'var(--hover)', color: quiet, border: '1px solid transparent' }
}

const fromTokens = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-2)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-error': 'var(--crit)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--text-3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--accent-fill)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
  '--mantine-shadow-md': 'var(--shadow-2)',
  '--mantine-shadow-xl': 'var(--shadow-3)',
}

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: fromTokens,
  dark: fromTokens,
})

const buttonHeight: Record<string, string> = {
  xs: 'var(--control-sm)',
  sm: 'var(--control)',
  md: 'var(--control-touch)',
}

/** A field of one line, and one that grows with what it holds. */
const field = { classNames: { input: parts.input, label: parts.label, error: parts.error } }
const roomyField = { classNames: { input: parts.roomy, label: parts.label, error: parts.error } }

export const theme = createTheme({
  primaryColor: 'accent',
  colors: {
    gray,
    dark,
    accent: role('accent-fill'),
    ok: role('ok'),
    warn: role('warn'),
    crit: role('crit'),
    draft: role('draft'),
    stale: role('stale'),
  },
  variantColorResolver,
  fontFamily: 'var(--font-sans)',
  fontFamilyMonospace: 'var(--font-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '20px', xl: '28px' },
  headings: { fontFamily: 'var(--font-sans)', fontWeight: '650' },
  radius: {
    xs: 'var(--radius-1)',
    sm: 'var(--radius-2)',
    md: 'var(--radius-3)',
    lg: 'var(--radius-4)',
    xl: 'var(--radius-4)',
  },
  defaultRadius: 'sm',
  spacing: {
    xs: 'var(--space-2)',
    sm: 'var(--space-3)',
    md: 'var(--space-4)',
    lg: 'var(--space-5)',
    xl: 'var(--space-6)',
  },
  shadows: { sm: 'var(--shadow-1)', md: 'var(--shadow-2)', xl: 'var(--shadow-3)' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: Button.extend({
      defaultProps: { variant: 'default', size: 'sm' },
      classNames: { root: parts.button ?? '' },
      vars: (_theme, { size }) => ({
        root: {
          '--button-height': buttonHeight[String(size)] ?? 'var(--control)',
          '--button-padding-x': size === 'xs' ? '9px' : '12px',
          '--button-fz': size === 'xs' ? '12px' : '13px',
        },
      }),
    }),
    ActionIcon: { defaultProps: { variant: 'subtle', size: 32 } },
    TextInput: field,
    PasswordInput: field,
    Select: field,
    Autocomplete: field,
    NumberInput: field,
    Textarea: roomyField,
    TagsInput: roomyField,
    Tabs: { classNames: { list: parts.tabs } },
    Checkbox: { classNames: { input: parts.box } },
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 300, zIndex: 'var(--z-hover)' as unknown as number },
      classNames: { tooltip: parts.tooltip ?? '' },
    }),
    Modal: Modal.extend({
      defaultProps: { centered: true, radius: 'lg', shadow: 'xl' },
      classNames: { title: parts.dialogTitle ?? '' },
    }),
    Menu: { defaultProps: { shadow: 'md', radius: 'md' } },
  },
})
