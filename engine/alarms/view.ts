import type { AlarmRoom } from './open.ts'

/** The room as those see it who look at alarms and act on them (api/needs.ts). */
export function viewOf(room: AlarmRoom) {
  const { desk, people } = room
  return {
    byId: desk.byId.bind(desk),
    flooding: desk.flooding.bind(desk),
    save: people.save.bind(people),
    acknowledge: people.acknowledge.bind(people),
    clear: people.clear.bind(people),
    assign: people.assign.bind(people),
    unassign: people.unassign.bind(people),
    remove: people.remove.bind(people),
    comment: people.comment.bind(people),
    removeComment: people.removeComment.bind(people),
    get shelves() {
      return room.shelves
    },
    shelfOf: room.shelfOf.bind(room),
    shelve: room.shelve.bind(room),
    unshelve: room.unshelve.bind(room),
    get floodPolicy() {
      return room.floodPolicy
    },
    setFloodPolicy: room.setFloodPolicy.bind(room),
    onChange: room.onChange.bind(room),
  }
}
