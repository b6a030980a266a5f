import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutSecrets } from './request-log.ts'

test('device tokens in paths are masked, whatever follows them', () => {
  assert.equal(withoutSecrets('/api/v1/A1B2C3/telemetry'), '/api/v1/***/telemetry')
  assert.equal(withoutSecrets('/api/v1/A1B2C3'), '/api/v1/***')
  assert.equal(withoutSecrets('/api/v1/provision'), '/api/v1/provision')
})

test('queries are left out, since tokens travel in them', () => {
  assert.equal(withoutSecrets('/api/ws?token=eyJhbGciOi'), '/api/ws?…')
  assert.equal(withoutSecrets('/api/device?accessToken=tok-123'), '/api/device?…')
})

test('a path can’t forge a line of the log', () => {
  assert.equal(withoutSecrets('/api/x\nfake line\u001b[31m'), '/api/xfake line[31m')
})
