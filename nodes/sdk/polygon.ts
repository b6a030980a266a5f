export { type Area, areaOf, isInArea, type Point } from '../../engine/rules/polygon.ts'
