/** An event that one can register for: what a front-end shows of it. */

import { createElement, Fragment, type FunctionComponent } from 'react'
import { graphql, useLazyLoadQuery, useMutation, useRefetchableFragment } from 'react-relay'
import type { event_card$key } from './__generated__/event_card.graphql.ts'
import type { eventCardQuery } from './__generated__/eventCardQuery.graphql.ts'
import type { eventQuery } from './__generated__/eventQuery.graphql.ts'
import type { eventRegisterMutation } from './__generated__/eventRegisterMutation.graphql.ts'

const EVENT = graphql`
  query eventQuery($id: ID!) {
    node(id: $id) {
      ...event_card @alias(as: "card")
    }
  }
`

const CARD = graphql`
  fragment event_card on Event @refetchable(queryName: "eventCardQuery") {
    title
    seatsTaken
    viewerRegistration {
      state
    }
  }
`

const REGISTER = graphql`
  mutation eventRegisterMutation($input: RegistrationCreateInput!) {
    registrationCreate(input: $input) {
      registration {
        state
        event {
          seatsTaken
          viewerRegistration {
            id
          }
        }
      }
      userErrors {
        code
      }
    }
  }
`

/** A card with how many seats are taken; `Look again` asks for the card alone, by `node`. */
export function cardOf(event: string): FunctionComponent {
  return () => {
    const { node } = useLazyLoadQuery<eventQuery>(EVENT, { id: event })
    const [card, refetch] = useRefetchableFragment<eventCardQuery, event_card$key>(
      CARD,
      node?.card,
    )
    const [commit] = useMutation<eventRegisterMutation>(REGISTER)
    const variables = { input: { idempotencyKey: 'relay-register', event } }
    const lookAgain = () => refetch({}, { fetchPolicy: 'network-only' })
    return createElement(
      Fragment,
      null,
      createElement('h1', null, card?.title),
      createElement('p', null, `${card?.seatsTaken} taken`),
      createElement('p', null, card?.viewerRegistration?.state ?? 'not yours'),
      createElement('button', { onClick: () => commit({ variables }) }, 'Register'),
      createElement('button', { onClick: lookAgain }, 'Look again'),
    )
  }
}
