/** The operations of a front-end where one registers for an event. */

/** What a page about an event shows. */
export const EVENT = /* GraphQL */ `
  query Event($id: ID!) {
    node(id: $id) {
      id
      ... on Event {
        title
        seatsTaken
        viewerRegistration {
          id
          state
        }
      }
    }
  }
`

/** What a member registered for. */
export const MINE = /* GraphQL */ `
  query MyRegistrations {
    viewer {
      registrations(first: 10) {
        edges {
          cursor
          node {
            id
            state
            event {
              id
              title
            }
          }
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  }
`

/** Takes a seat, and tells what changes on the pages above. */
export const REGISTER = /* GraphQL */ `
  mutation Register($input: RegistrationCreateInput!) {
    registrationCreate(input: $input) {
      registration {
        id
        state
        event {
          id
          seatsTaken
          viewerRegistration {
            id
          }
        }
      }
      userErrors {
        code
        message
      }
    }
  }
`

/** Gives it up, likewise. */
export const CANCEL = /* GraphQL */ `
  mutation Cancel($input: RegistrationCancelInput!) {
    registrationCancel(input: $input) {
      registration {
        id
        state
        event {
          id
          seatsTaken
        }
      }
      userErrors {
        code
      }
    }
  }
`
