/**
 * What is known of node types of the cloud that have no definition here, by the last part of their class name: so that
 * an imported chain says more than “unknown”. A definition that takes the class over makes its line here idle.
 */
type Edition = 'later' | 'professional'

interface KnownClass {
  readonly title: string
  readonly why: Edition
}

const later = (title: string): KnownClass => ({ title, why: 'later' })
const professional = (title: string): KnownClass => ({ title, why: 'professional' })

const known: Readonly<Record<string, KnownClass>> = {
  TbAiNode: later('AI request'),
  TbAwsLambdaNode: later('AWS Lambda'),
  TbSnsNode: later('AWS SNS'),
  TbSqsNode: later('AWS SQS'),
  TbPubSubNode: later('GCP Pub/Sub'),
  TbKafkaNode: later('Kafka'),
  TbSendEmailNode: later('Send email'),
  TbMqttNode: later('MQTT'),
  TbAzureIotHubNode: later('Azure IoT Hub'),
  TbNotificationNode: later('Send notification'),
  TbSlackNode: later('Send to Slack'),
  TbRabbitMqNode: later('RabbitMQ'),
  TbRestApiCallNode: later('REST API call'),
  TbSendSmsNode: later('Send SMS'),

  TbSimpleAggMsgNode: professional('Aggregate stream'),
  TbAggLatestTelemetryNode: professional('Aggregate latest'),
  TbAggLatestTelemetryNodeV2: professional('Aggregate latest'),
  TbAlarmsCountNode: professional('Alarms count'),
  TbAlarmsCountNodeV2: professional('Alarms count'),
  TbAddToGroupNode: professional('Add to group'),
  TbRemoveFromGroupNode: professional('Remove from group'),
  TbChangeOwnerNode: professional('Change owner'),
  TbDuplicateMsgToGroupNode: professional('Duplicate to group'),
  TbDuplicateMsgToGroupByNameNode: professional('Duplicate to group by name'),
  TbDuplicateMsgToRelatedNode: professional('Duplicate to related'),
  TbGenerateReportNode: professional('Generate report'),
  TbGenerateReportNodeV2: professional('Generate report'),
  TbIntegrationDownlinkNode: professional('Integration downlink'),
  TbTwilioSmsNode: professional('Twilio SMS'),
  TbTwilioVoiceNode: professional('Twilio voice'),
}

/** Which nodes run on one server only: always, or where the user wants that. All others never do. */
const clustering: Readonly<Record<string, 'SINGLETON' | 'USER_PREFERENCE'>> = {
  TbAzureIotHubNode: 'SINGLETON',
  TbMqttNode: 'USER_PREFERENCE',
}

const ofCloud = 'org.thingsboard.'

/** Why there is no node of a class, as the beginning of a sentence; undefined for classes of nobody known. */
export function whyUnknown(clazz: string): string | undefined {
  if (!clazz.startsWith(ofCloud)) return undefined
  const found = knownClass(clazz)
  if (found?.why === 'later') return `“${found.title}” is a node that comes with a later version of Weir`
  if (found?.why === 'professional')
    return `“${found.title}” is a feature of ThingsBoard’s Professional Edition, which Weir does not have`
  return `Weir does not know the node type “${clazz}”: it is of a newer ThingsBoard, or of its Professional Edition`
}

/** Whether a class is one that comes with a later version. */
export function comesLater(clazz: string): boolean {
  return clazz.startsWith(ofCloud) && knownClass(clazz)?.why === 'later'
}

function knownClass(clazz: string): KnownClass | undefined {
  return Object.hasOwn(known, shortName(clazz)) ? known[shortName(clazz)] : undefined
}

/** How a node of that class, or of our type, is spread over several servers. */
export function clusteringOf(clazz: string): 'ENABLED' | 'SINGLETON' | 'USER_PREFERENCE' {
  const name = shortName(clazz)
  return clazz.startsWith(ofCloud) && Object.hasOwn(clustering, name)
    ? (clustering[name] ?? 'ENABLED')
    : 'ENABLED'
}

function shortName(clazz: string): string {
  return clazz.slice(clazz.lastIndexOf('.') + 1)
}
