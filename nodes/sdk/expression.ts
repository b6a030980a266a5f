export { compileFormula, type Formula, longestFormula } from '../../engine/rules/formula.ts'
