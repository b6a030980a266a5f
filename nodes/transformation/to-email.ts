// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import {
  defineNode,
  field,
  isObject,
  type JsonValue,
  type Message,
  NodeFailure,
  parseJson,
  template,
} from '../sdk/index.ts'

const line = (label: string, hint: string) => field.optional(field.text({ label, hint, template: true }))

/** Writes a mail, for a node behind it to send. */
export default defineNode({
  type: 'transformation/to-email',
  title: 'To email',
  summary: 'Makes the message a mail of type SEND_EMAIL, which a node behind it can send.',
  help: `All texts are templates: \`\${key}\` is a metadata value, \`$[key]\` one of the data. Several addresses are parted
by commas. Metadata \`images\` may hold a JSON object of the images that an HTML text shows.`,
  icon: 'mail',
  synonyms: ['mail', 'notification', 'alert', 'smtp', 'message'],
  importsFrom: ['org.thingsboard.rule.engine.mail.TbMsgToEmailNode'],
  outputs: ['Success'],
  line: 'subjectTemplate',

  config: {
    fromTemplate: line('From', 'As plant@example.org'),
    toTemplate: line('To', 'Addresses parted by commas, or ${userEmail}'),
    ccTemplate: line('Copy to', 'Addresses parted by commas'),
    bccTemplate: line('Blind copy to', 'Addresses parted by commas'),
    subjectTemplate: line('Subject', 'As ${deviceName} is too hot'),
    mailBodyType: field.optional(
      field.choice({
        label: 'Format',
        options: [
          { value: 'false', label: 'Plain text' },
          { value: 'true', label: 'HTML' },
          { value: 'dynamic', label: 'As the message says' },
        ],
        default: 'false',
      }),
    ),
    isHtmlTemplate: field.optional(
      field.text({
        label: 'HTML if this is true',
        hint: 'A template, as ${isHtml}',
        template: true,
        showWhen: { field: 'mailBodyType', is: ['dynamic'] },
      }),
    ),
    bodyTemplate: field.optional(
      field.text({
        label: 'Text',
        hint: 'As ${deviceName} measured $[temperature] degrees',
        template: true,
        multiline: true,
      }),
    ),
  },

  examples: [
    {
      config: {
        fromTemplate: 'weir@example.org',
        toTemplate: '${email}',
        subjectTemplate: '${deviceName} is hot',
        bodyTemplate: '$[temperature] degrees',
      },
      data: { temperature: 31 },
      metadata: { deviceName: 'Pump 1', email: 'ann@example.org' },
      goesTo: 'Success',
      data_after: {
        from: 'weir@example.org',
        to: 'ann@example.org',
        cc: null,
        bcc: null,
        subject: 'Pump 1 is hot',
        body: '31 degrees',
        images: null,
        html: false,
      },
    },
    {
      config: {},
      data: {},
      metadata: { images: 'photo' },
      failsWith: 'Metadata images is not a JSON object of images',
    },
  ],

  create(config) {
    const from = writer(config.fromTemplate)
    const to = writer(config.toTemplate)
    const cc = writer(config.ccTemplate)
    const bcc = writer(config.bccTemplate)
    const subject = writer(config.subjectTemplate)
    const body = writer(config.bodyTemplate)
    const html =
      config.mailBodyType === 'dynamic' ? writer(config.isHtmlTemplate) : () => config.mailBodyType ?? null

    return (message, emit) => {
      if (message.dataType !== 'JSON') throw new NodeFailure('The message holds no JSON to write a mail of')
      const mail = {
        from: from(message),
        to: to(message),
        cc: cc(message),
        bcc: bcc(message),
        subject: subject(message),
        body: body(message),
        images: imagesOf(message),
        html: html(message)?.toLowerCase() === 'true',
      }
      emit('Success', message.with({ type: 'SEND_EMAIL', data: mail, dataType: 'JSON' }))
    }
  },
})

/** A text that is not given is null in the mail, not empty. */
function writer(text: string | undefined): (message: Message) => string | null {
  return text ? template(text) : () => null
}

function imagesOf({ metadata }: Message): JsonValue {
  const text = Object.hasOwn(metadata, 'images') ? metadata.images : undefined
  if (!text) return null
  let images: JsonValue = null
  try {
    images = parseJson(text)
  } catch {}
  if (!isObject(images)) throw new NodeFailure('Metadata images is not a JSON object of images')
  return images
}
