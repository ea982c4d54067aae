// The documents of a JSON file put into a local PouchDB and replicated: node push.js URL FILE. Prints the seconds it took.
const PouchDB = require('pouchdb-core')
  .plugin(require('pouchdb-adapter-memory')).plugin(require('pouchdb-adapter-http'))
  .plugin(require('pouchdb-replication'))
const documents = JSON.parse(require('fs').readFileSync(process.argv[3], 'utf8'))
async function main () {
  const local = new PouchDB('here', { adapter: 'memory' })
  await local.bulkDocs(documents.map((body, n) => Object.assign({ _id: String(n).padStart(6, '0') }, body)))
  const began = process.hrtime.bigint()
  const told = await local.replicate.to(process.argv[2] + '/there', { batch_size: 200, retry: true })
  if (told.docs_written !== documents.length) throw new Error(JSON.stringify(told))
  console.log(Number(process.hrtime.bigint() - began) / 1e9)
  process.exit(0)
}
main().catch(fault => { console.error(fault); process.exit(1) })
