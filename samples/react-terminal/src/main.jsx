import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Terminal } from './Terminal.jsx';

function App() {
  const [isOpen, setIsOpen] = useState(true);
  return (
    <>
      <h1>A terminal for GAM</h1>
      <button type="button" onClick={() => setIsOpen(!isOpen)}>{isOpen ? 'Close' : 'Open'}</button>
      {isOpen && <Terminal />}
    </>
  );
}

createRoot(document.getElementById('root')).render(<StrictMode><App /></StrictMode>);
