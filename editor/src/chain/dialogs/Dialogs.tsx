import { Commands } from '../find/Commands.tsx'
import { useEditor } from '../state/use-editor.ts'
import { Compare } from './Compare.tsx'
import { Export } from './Export.tsx'
import { HistoryList } from './HistoryList.tsx'
import { Import } from './Import.tsx'
import { Keys } from './Keys.tsx'
import { SendTest } from './SendTest.tsx'
import { Versions } from './Versions.tsx'

/** The one dialog that is open, if any. */
export function Dialogs() {
  const dialog = useEditor((state) => state.dialog)
  switch (dialog) {
    case 'commands':
      return <Commands />
    case 'keys':
      return <Keys />
    case 'compare':
      return <Compare />
    case 'versions':
      return <Versions />
    case 'history':
      return <HistoryList />
    case 'send':
      return <SendTest />
    case 'import':
      return <Import />
    case 'export':
      return <Export />
    default:
      return null
  }
}
