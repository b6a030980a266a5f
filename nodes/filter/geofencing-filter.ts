import { defineNode } from '../sdk/index.ts'
import { insideTest, perimeterFields, wrongPerimeter } from '../sdk/perimeter.ts'

/** Asks whether the place in a message is inside of a perimeter. */
export default defineNode({
  type: 'filter/geofencing',
  title: 'Geofencing filter',
  summary: 'Sends the message on by whether the place that it tells of is inside of a perimeter.',
  help: `The perimeter is a circle or polygons, fixed here or in each message’s metadata. Of two polygons the one inside
of the other is a hole. A place on the border is outside.`,
  icon: 'map-pin',
  synonyms: ['gps', 'location', 'position', 'area', 'zone', 'map', 'perimeter', 'geofence'],
  importsFrom: ['org.thingsboard.rule.engine.geo.TbGpsGeofencingFilterNode'],
  outputs: ['True', 'False'],
  line: 'perimeterType',

  config: perimeterFields,
  check: wrongPerimeter,

  examples: [
    {
      title: 'Around the depot',
      config: {
        perimeterType: 'CIRCLE',
        fetchPerimeterInfoFromMessageMetadata: false,
        centerLatitude: 52.52,
        centerLongitude: 13.405,
        range: 500,
        rangeUnit: 'METER',
      },
      data: { latitude: 52.522, longitude: 13.407 },
      goesTo: 'True',
    },
    {
      title: 'The perimeter is an attribute of the device',
      config: { perimeterKeyName: 'ss_perimeter' },
      data: { latitude: 5, longitude: 15 },
      metadata: { ss_perimeter: '[[0,0],[0,10],[10,10],[10,0]]' },
      goesTo: 'False',
    },
    {
      config: {},
      data: { latitude: 5 },
      metadata: { ss_perimeter: '[[0,0],[10,10]]' },
      failsWith: 'The message has no “longitude”, in its data or in its metadata',
    },
  ],

  create(config) {
    const isInside = insideTest(config)
    return (message, emit) => emit(isInside(message) ? 'True' : 'False', message)
  },
})
