/** A dealer's feed of leads, as a front-end follows it. */

import { graphql } from 'react-relay'
import { requestSubscription, type Disposable, type Environment } from 'relay-runtime'
import type { Heard } from '../leads.ts'
import type { leadsSubscription } from './__generated__/leadsSubscription.graphql.ts'

const LEADS = graphql`
  subscription leadsSubscription($dealer: ID!, $after: String) {
    leadFeed(dealer: $dealer, after: $after) {
      cursor
      live
      edges {
        seq
        change
        lead {
          id
          contact {
            name
          }
        }
      }
    }
  }
`

/** Tell of every change until it is disposed of. */
export function follow(
  environment: Environment,
  variables: leadsSubscription['variables'],
  heard: Heard,
): Disposable {
  return requestSubscription<leadsSubscription>(environment, {
    subscription: LEADS,
    variables,
    onNext: (data: any) => heard.next({ data }),
    onError: (problem) => heard.error(problem),
  })
}
