/** What a typed front-end asks: every kind of type that the schema has is in one of these. */

import { graphql } from './__generated__/gql.ts'

export const AUTHOR = graphql(`
  fragment Author on Member {
    id
    name
  }
`)

export const FEED = graphql(`
  query TypedFeed($first: Int!) {
    feed(first: $first) {
      edges {
        node {
          id
          createdAt
          editedAt
          commentCount
          viewerReaction
          author {
            ...Author
          }
          community {
            __typename
            name
            ... on Circle {
              dimensions {
                value
              }
            }
          }
        }
      }
    }
  }
`)

export const REPORTS = graphql(`
  query TypedReports($state: ReportState!) {
    reports(state: $state, last: 1) {
      edges {
        node {
          subject {
            __typename
            ... on Post {
              text
            }
            ... on Comment {
              post {
                id
              }
            }
          }
        }
      }
    }
  }
`)

export const AUDIT = graphql(`
  query TypedAudit {
    auditEntries(first: 1) {
      edges {
        node {
          detail
        }
      }
    }
  }
`)

export const REACT = graphql(`
  mutation TypedReact($input: ReactionSetInput!) {
    reactionSet(input: $input) {
      post {
        viewerReaction
      }
      userErrors {
        code
        field
      }
    }
  }
`)

export const SCAN = graphql(`
  mutation TypedScan($input: ScanBatchSubmitInput!) {
    scanBatchSubmit(input: $input) {
      answers {
        scanId
        verdict
        at
      }
      userErrors {
        code
      }
    }
  }
`)

export const LEADS = graphql(`
  subscription TypedLeads($dealer: ID!, $after: String) {
    leadFeed(dealer: $dealer, after: $after) {
      cursor
      edges {
        seq
        change
      }
    }
  }
`)
