// page.css comes first: it sets the order of the layers
import './theme/page.css'
import './theme/tokens.css'
import '@mantine/core/styles.layer.css'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { startWords } from './words/words.ts'

await startWords()
const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
