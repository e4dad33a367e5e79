import { useId, useState } from 'react';
import { setApiKey } from './api.js';

export function KeyForm({ onKey }: { onKey: () => void }) {
  const id = useId();
  const [key, setKey] = useState('');
  const [asked, setAsked] = useState(false);
  return (
    <form className="row" onSubmit={event => {
      event.preventDefault();
      setApiKey(key.trim());
      setKey('');
      setAsked(true);
      onKey();
    }}>
      <h2 tabIndex={-1}>Access</h2>
      <label htmlFor={id}>API key</label>
      <input id={id} type="password" autoComplete="off" spellCheck={false} required value={key} onChange={event => setKey(event.target.value)} />
      <button type="submit">Use it</button>
      <p className="faint">It is kept in the memory of this page alone, and asked for again after a reload.</p>
      {asked && <p role="alert">If this form is still here, the key was not accepted.</p>}
    </form>
  );
}
