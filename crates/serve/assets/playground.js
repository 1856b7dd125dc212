// Requests are sent to our own address and to no other. What was sent is kept in this browser; the token is not.
(() => {
  "use strict";
  const at = (id) => document.getElementById(id);
  const root = at("playground");
  if (!root || !("fetch" in window)) return;
  const KEY = "emaki-graphql";
  const MOST = 20;
  const query = at("graph-query");
  const variables = at("graph-variables");
  const token = at("graph-token");
  const state = at("graph-state");
  const answer = at("graph-answer");
  const history = at("graph-history");

  const kept = () => {
    try {
      const list = JSON.parse(localStorage.getItem(KEY) || "[]");
      return Array.isArray(list) ? list.filter((one) => typeof one.query === "string") : [];
    } catch {
      return [];
    }
  };
  const keep = (list) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(list.slice(0, MOST)));
    } catch {
      // A browser that keeps nothing has no history.
    }
    offer();
  };
  const offer = () => {
    const list = kept();
    history.replaceChildren(new Option("–", ""));
    list.forEach((one, place) => {
      const name = one.query.replace(/\s+/g, " ").trim();
      history.add(new Option(name.length > 60 ? `${name.slice(0, 60)}…` : name, String(place)));
    });
    at("graph-forget").disabled = list.length === 0;
  };
  const say = (text, bad) => {
    state.textContent = text;
    state.dataset.state = bad ? "bad" : "good";
  };

  // The address holds the request, so that it can be shared; behind the hash it is sent to nobody.
  const remember = () => {
    const place = new URLSearchParams({ query: query.value, variables: variables.value });
    window.history.replaceState(null, "", `#${place}`);
  };
  const recall = () => {
    const place = new URLSearchParams(location.hash.slice(1));
    if (!place.get("query")) return;
    query.value = place.get("query");
    variables.value = place.get("variables") || "";
  };

  const ask = async (body) => {
    const headers = { "content-type": "application/json", accept: "application/graphql-response+json" };
    if (token.value.trim()) headers.authorization = `Bearer ${token.value.trim()}`;
    return fetch("/graphql", { method: "POST", headers, body: JSON.stringify(body) });
  };

  const send = async () => {
    let given = {};
    try {
      given = variables.value.trim() ? JSON.parse(variables.value) : {};
    } catch (error) {
      say(`The variables are not JSON: ${error.message}`, true);
      variables.focus();
      return;
    }
    const one = { query: query.value, variables: variables.value };
    keep([one, ...kept().filter((other) => other.query !== one.query || other.variables !== one.variables)]);
    remember();
    say("Sent …", false);
    const began = performance.now();
    try {
      const response = await ask({ query: query.value, variables: given });
      const text = await response.text();
      const took = Math.round(performance.now() - began);
      let told = null;
      try {
        told = JSON.parse(text);
      } catch {
        // What is no JSON is shown as it came.
      }
      answer.textContent = told === null ? text : JSON.stringify(told, null, 2);
      const failures = told && Array.isArray(told.errors) ? told.errors.length : 0;
      const cost = told && told.extensions && told.extensions.cost ? `, ${told.extensions.cost.asked} points` : "";
      const words = failures === 0 ? "" : failures === 1 ? ", 1 error" : `, ${failures} errors`;
      say(`Status ${response.status} after ${took} ms${cost}${words}`, failures > 0 || !response.ok);
      if (response.status === 401) token.focus();
    } catch (error) {
      say(`Nothing came back: ${error.message}`, true);
    }
  };

  at("graph-form").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    }
  });
  history.addEventListener("change", () => {
    const one = kept()[Number(history.value)];
    if (history.value === "" || !one) return;
    query.value = one.query;
    variables.value = one.variables || "";
    remember();
    query.focus();
  });
  at("graph-forget").addEventListener("click", () => keep([]));

  // The schema, as the server itself tells it.
  const SCHEMA = `{ __schema { queryType { name } types { kind name description
    fields { name description type { ...T } args { name description defaultValue type { ...T } } }
    inputFields { name description defaultValue type { ...T } } enumValues { name description } possibleTypes { name } } } }
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }`;
  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  const types = at("graph-types");
  const show = (name) => {
    const wanted = types.querySelector(`[data-type="${name}"]`);
    if (!wanted) return;
    wanted.hidden = false;
    wanted.open = true;
    wanted.querySelector("summary").focus();
    wanted.scrollIntoView({ block: "nearest" });
  };
  const named = (type, into) => {
    if (type.kind === "NON_NULL") {
      named(type.ofType, into);
      into.append("!");
    } else if (type.kind === "LIST") {
      into.append("[");
      named(type.ofType, into);
      into.append("]");
    } else if (type.kind === "SCALAR") {
      into.append(type.name);
    } else {
      const link = element("button", "type__link", type.name);
      link.type = "button";
      link.addEventListener("click", () => show(type.name));
      into.append(link);
    }
  };
  const line = (field) => {
    const item = element("li");
    const code = element("code");
    code.append(field.name);
    if (field.args && field.args.length > 0) {
      code.append("(");
      field.args.forEach((arg, place) => {
        code.append(`${place > 0 ? ", " : ""}${arg.name}: `);
        named(arg.type, code);
        if (arg.defaultValue) code.append(` = ${arg.defaultValue}`);
      });
      code.append(")");
    }
    if (field.type) {
      code.append(": ");
      named(field.type, code);
    }
    item.append(code);
    if (field.description) item.append(` – ${field.description}`);
    return item;
  };
  const explain = (schema) => {
    const own = schema.types.filter((type) => !type.name.startsWith("__") && type.kind !== "SCALAR");
    const first = schema.queryType.name;
    own.sort((a, b) => (b.name === first) - (a.name === first) || a.name.localeCompare(b.name));
    const shown = own.map((type) => {
      const details = element("details", "type");
      details.dataset.type = type.name;
      details.dataset.words = JSON.stringify(type).toLowerCase();
      details.open = type.name === first;
      const summary = element("summary", "", type.name);
      summary.append(element("span", "type__kind", type.kind.toLowerCase().replace("_", " ")));
      details.append(summary);
      if (type.description) details.append(element("p", "type__about", type.description));
      const list = element("ul");
      for (const field of type.fields || type.inputFields || []) list.append(line(field));
      for (const value of type.enumValues || []) list.append(line(value));
      for (const one of type.kind === "INTERFACE" ? type.possibleTypes || [] : []) {
        list.append(line({ name: "may be", type: { kind: "OBJECT", name: one.name } }));
      }
      details.append(list);
      return details;
    });
    types.replaceChildren(...shown);
  };
  const explained = async () => {
    const found = at("graph-found");
    try {
      const told = await (await ask({ query: SCHEMA })).json();
      if (!told.data) throw new Error(told.errors ? told.errors[0].message : told.message || "no answer");
      explain(told.data.__schema);
      found.textContent = `${types.children.length} types`;
    } catch (error) {
      found.textContent = `The schema could not be read: ${error.message}`;
    }
  };
  if (root.dataset.explained === "true") {
    at("graph-filter").addEventListener("input", (event) => {
      const words = event.target.value.trim().toLowerCase();
      let count = 0;
      for (const type of types.children) {
        type.hidden = words !== "" && !type.dataset.words.includes(words);
        count += type.hidden ? 0 : 1;
      }
      at("graph-found").textContent = `${count} of ${types.children.length} types`;
    });
    // A token that is needed comes later than the page.
    token.addEventListener("change", explained);
    explained();
  }
  recall();
  offer();
  root.classList.add("is-ready");
})();
