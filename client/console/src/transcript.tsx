import { useEffect, useId, useState } from 'react';
import { getTranscript } from 'gam-sessions-client';
import { save } from './save.js';
import { inWords } from './use-sessions.js';

const formats = { text: ['Text', 'txt'], jsonl: ['Events', 'jsonl'], asciicast: ['Recording', 'cast'] } as const;
const shownLength = 200_000;

export function Transcript({ id, name, isShown }: { id: string; name: string; isShown: boolean }) {
  const field = useId();
  const [format, setFormat] = useState<keyof typeof formats>('text');
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();

  useEffect(() => {
    if (!isShown) return undefined;
    const abort = new AbortController();
    getTranscript(id, 'text', abort.signal).then(answer => answer.text()).then(setText, (error: unknown) => {
      if (!abort.signal.aborted) setFault(inWords(error));
    });
    return () => abort.abort();
  }, [id, isShown]);

  const download = async () => {
    try {
      const content = await (await getTranscript(id, format)).blob();
      save(content, `${name.replace(/[^\w.-]+/g, '-')}.${formats[format][1]}`);
      setFault(undefined);
    } catch (error) {
      setFault(inWords(error));
    }
  };

  return (
    <section aria-label="Transcript">
      <h3>Transcript</h3>
      <form className="row" onSubmit={event => {
        event.preventDefault();
        void download();
      }}>
        <label htmlFor={field}>Format</label>
        <select id={field} value={format} onChange={event => setFormat(event.target.value as keyof typeof formats)}>
          {Object.entries(formats).map(([key, [label]]) => <option key={key} value={key}>{label}</option>)}
        </select>
        <button type="submit">Download transcript</button>
      </form>
      {fault && <p role="alert" className="fault">{fault}</p>}
      {isShown && text && <pre tabIndex={0} aria-label="What the session printed">{text.slice(-shownLength)}</pre>}
    </section>
  );
}
