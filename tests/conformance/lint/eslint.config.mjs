/** Every rule for schemas that graphql-eslint has, but for those that say why not. */

import { fileURLToPath } from 'node:url'
import plugin from '@graphql-eslint/eslint-plugin'

const schema = fileURLToPath(new URL('../../../schema.graphql', import.meta.url))

const sets = ['schema-recommended', 'schema-all', 'schema-relay']
const rules = Object.assign({}, ...sets.map((name) => plugin.configs[`flat/${name}`].rules))

const off = (name) => ({ [`@graphql-eslint/${name}`]: 'off' })
const set = (name, options) => ({ [`@graphql-eslint/${name}`]: ['error', options] })

/** Values: they have no life of their own, and so no id. */
const VALUES = [
  'AppointmentSlot',
  'AppointmentStep',
  'Arrivals',
  'AttributionCredit',
  'CircleDimension',
  'ConsentKey',
  'ConsentReceipt',
  'ConsentText',
  'DataExport',
  'DealerConsidered',
  'DealerLeague',
  'DealerLeagueLine',
  'DealerLeagueMedian',
  'DealerShare',
  'DoorDevice',
  'DoorFeed',
  'DoorRules',
  'DoorView',
  'Duty',
  'EnquiryForm',
  'Erasure',
  'EventInvite',
  'Funnel',
  'FunnelKey',
  'FunnelLine',
  'FunnelStep',
  'HallCount',
  'HandoverStep',
  'LeadAttribution',
  'LeadContact',
  'LeadTouch',
  'LeadEscalation',
  'LeadActivity',
  'LeadAnswer',
  'LeadFeed',
  'LeadImportRow',
  'LeadMail',
  'LeadMove',
  'LeadQuestion',
  'LeadResponse',
  'LeadRouting',
  'Leave',
  'LivestreamClaim',
  'OpeningHours',
  'PageInfo',
  'Pass',
  'PassKey',
  'Passage',
  'Payment',
  'PointsAccount',
  'Position',
  'RateLimit',
  'RelayAnswer',
  'ResponseTimes',
  'RosterEntry',
  'RoutingChange',
  'RoutingPreview',
  'RoutingRule',
  'RoutingShift',
  'RulePassed',
  'ScanAnswer',
  'SeatHolder',
  'Silence',
  'StaffConsidered',
  'StandLeadAnswer',
  'UserError',
  'Viewer',
  'WebEnquiry',
  'WebhookAttempt',
  'Wording',
]

export default [
  {
    files: ['schema.graphql'],
    languageOptions: {
      parser: plugin.parser,
      parserOptions: { graphQLConfig: { schema } },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@graphql-eslint': plugin },
    rules: {
      ...rules,
      ...set('require-description', {
        types: true,
        rootField: true,
        DirectiveDefinition: true,
        EnumValueDefinition: true,
        FieldDefinition: true,
        InputValueDefinition: true,
      }),
      ...set('strict-id-in-types', {
        exceptions: { types: VALUES, suffixes: ['Connection', 'Edge', 'Payload'] },
      }),
      // Short lists that are always whole, as an event's dealers, are no connections.
      ...set('relay-edge-types', {
        withEdgeSuffix: true,
        shouldImplementNode: true,
        listTypeCanWrapOnlyEdgeType: false,
      }),
      // What matters most comes first.
      ...off('alphabetize'),
      // `Grant.grantedBy` and `Report.reporter` are words of their own.
      ...off('no-typename-prefix'),
      // It would forbid mutations and subscriptions.
      ...off('no-root-type'),
      // A list is never null, and a payload's objects are null after a refusal.
      ...off('require-nullable-result-in-root'),
      // A payload answers what has changed; whoever wants more asks for it in a query.
      ...off('require-field-of-type-query-in-mutation-result'),
      // @deprecated has no argument for it: the date stands in the reason, and
      // `python -m server schema --check` looks for it there.
      ...off('require-deprecation-date'),
    },
  },
]
