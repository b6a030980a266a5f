import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCatalogue } from '../catalogue.ts'
import { clusteringOf, whyUnknown } from './cloud-classes.ts'
import { libraryOf } from './library.ts'

const external = [
  'ai.TbAiNode',
  'aws.lambda.TbAwsLambdaNode',
  'aws.sns.TbSnsNode',
  'aws.sqs.TbSqsNode',
  'gcp.pubsub.TbPubSubNode',
  'kafka.TbKafkaNode',
  'mail.TbSendEmailNode',
  'mqtt.TbMqttNode',
  'mqtt.azure.TbAzureIotHubNode',
  'notification.TbNotificationNode',
  'notification.TbSlackNode',
  'rabbitmq.TbRabbitMqNode',
  'rest.TbRestApiCallNode',
  'sms.TbSendSmsNode',
].map((name) => `org.thingsboard.rule.engine.${name}`)

test('every external class of the cloud is a node here, or says that it comes later', async () => {
  const { catalogue } = await openCatalogue()
  for (const clazz of external) {
    if (catalogue.byClass(clazz) !== undefined) continue
    assert.match(
      libraryOf(catalogue).whyUnknown?.(clazz) ?? '',
      /^“.+” is a node that comes with a later version/,
    )
  }
})

test('a node of the Professional Edition says so, and a class that nobody knows is at least placed', () => {
  const group = 'org.thingsboard.rule.engine.action.TbAddToGroupNode'
  assert.match(whyUnknown(group) ?? '', /“Add to group” is a feature of ThingsBoard’s Professional Edition/)
  assert.match(whyUnknown('org.thingsboard.rule.engine.x.TbNewNode') ?? '', /newer ThingsBoard/)
  assert.equal(whyUnknown('com.example.MyNode'), undefined)
  assert.equal(whyUnknown('filter/constructor'), undefined)
  assert.match(whyUnknown('org.thingsboard.constructor') ?? '', /does not know/)
})

test('few nodes run on one server only', () => {
  assert.equal(clusteringOf('org.thingsboard.rule.engine.mqtt.azure.TbAzureIotHubNode'), 'SINGLETON')
  assert.equal(clusteringOf('org.thingsboard.rule.engine.mqtt.TbMqttNode'), 'USER_PREFERENCE')
  assert.equal(clusteringOf('org.thingsboard.rule.engine.filter.TbJsFilterNode'), 'ENABLED')
})
