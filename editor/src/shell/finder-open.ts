import { createStore, useStore } from 'zustand'

const finder = createStore<{ open: boolean }>(() => ({ open: false }))

export const openFinder = (): void => finder.setState({ open: true })
export const closeFinder = (): void => finder.setState({ open: false })
export const useFinderOpen = (): boolean => useStore(finder, (state) => state.open)
