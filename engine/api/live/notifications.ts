import type { CommandHandler } from './commands.ts'

/** There is no notification centre; clients ask right after login and are told that nothing is unread. */
export const notificationCount: CommandHandler = ({ outgoing }, { cmdId }) => {
  outgoing.send({
    cmdUpdateType: 'NOTIFICATIONS_COUNT',
    cmdId,
    errorCode: 0,
    errorMsg: null,
    totalUnreadCount: 0,
    sequenceNumber: 1,
  })
}

export const notifications: CommandHandler = ({ outgoing }, { cmdId }) => {
  outgoing.send({
    cmdUpdateType: 'NOTIFICATIONS',
    cmdId,
    errorCode: 0,
    errorMsg: null,
    notifications: [],
    update: null,
    totalUnreadCount: 0,
    sequenceNumber: 1,
  })
}
