/** @jsxImportSource react */
/// <reference types="vite/client" />
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import { fetcher } from './fetcher.ts';

const welcome = `# ConsentGraph: consent as a GraphQL API.
#
# Who may ask what depends on a bearer token. Get one on the machine that runs the server:
#
#   npm run -s token -- fiduciary      (or principal, practitioner, operator, auditor)
#
# and put it below, under Headers:  { "authorization": "Bearer ..." }
# Subscriptions use the same token. The schema is described on the left, behind the book.

query WhatIsThere {
  __schema {
    queryType {
      fields {
        name
        description
      }
    }
  }
}
`;

const page = document.getElementById('page');
if (page) {
  createRoot(page).render(
    <GraphiQL
      fetcher={fetcher}
      defaultQuery={welcome}
      defaultHeaders={'{\n  "authorization": ""\n}'}
      defaultEditorToolsVisibility="headers"
      shouldPersistHeaders
    />,
  );
}
