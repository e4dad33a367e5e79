using Dummy;

return args is [var verb, .. var rest] && Verbs.Find(verb) is { } run ? run(rest) : Verbs.Usage();
