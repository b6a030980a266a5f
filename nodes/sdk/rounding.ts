export { roundHalfUp } from '../../engine/rules/rounding.ts'
