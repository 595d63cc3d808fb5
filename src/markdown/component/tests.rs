//! Valid and invalid places for components.

use pulldown_cmark::Options;

use super::find;

/// Returns the components of a text with their arguments and bodies.
fn found(text: &str) -> Vec<String> {
    let (blocks, faults) = find(text, Options::empty());
    assert!(faults.is_empty(), "{text}: {faults:?}");
    let calls = blocks.iter().flat_map(|block| &block.calls);
    calls
        .map(|call| {
            let arguments =
                call.arguments.iter().map(|argument| format!(" {}={:?}", argument.name, argument.value));
            let body = call.body.clone().map_or(String::new(), |body| format!(" [{}]", text[body].trim()));
            format!("{}{}{body}", call.name, arguments.collect::<String>())
        })
        .collect()
}

/// Returns each problem with its source.
fn faults(text: &str) -> Vec<(String, &str)> {
    find(text, Options::empty()).1.into_iter().map(|fault| (fault.message, &text[fault.at])).collect()
}

#[test]
fn a_component_stands_in_a_paragraph_of_its_own() {
    for (text, calls) in [
        ("{{ <A /> }}", vec!["A"]),
        ("x\n\n{{<A a=\"b\" c='d \"e\"'/>}}\n\ny", vec!["A a=Text(\"b\") c=Text(\"d \\\"e\\\"\")"]),
        (
            "{{- <A\n  a={3}\n  b={ true }\n  c={-1.5}\n/> -}}",
            vec!["A a=Integer(3) b=Bool(true) c=Float(-1.5)"],
        ),
        ("{{ <A /> }}\n{{ <B.C /> }} {{ <D /> }}", vec!["A", "B.C", "D"]),
        ("{% <A> %}x *y*{% </A> %}", vec!["A [x *y*]"]),
        ("{% <A a=\"b\"> %}\n\nx\n\ny\n\n{% </A> %}\n\n{{ <B /> }}", vec!["A a=Text(\"b\") [x\n\ny]", "B"]),
        ("{% <A> %}\n\n{% <A> %}x{% </A> %}\n\n{% </A> %}", vec!["A [{% <A> %}x{% </A> %}]"]),
        (
            "{% <A> %}\n\n```\n{% </A> %}\n```\n\n`{% </A> %}`\n\n{% </A> %}",
            vec!["A [```\n{% </A> %}\n```\n\n`{% </A> %}`]"],
        ),
    ] {
        assert_eq!(found(text), calls, "{text}");
    }
}

#[test]
fn what_only_looks_like_one_is_left_alone() {
    for text in [
        "`{{ <A /> }}`",
        "    {{ <A /> }}",
        "```\n{{ <A /> }}\n```",
        "\\{{ <A /> }}",
        "A `code\n{{ <A /> }}`",
        "{{ a }} {% if b %}",
        "{{ <b> }}",
        "Write {{ \\<A /> }} so, or \\{{ <A /> }}, or `{{ <A /> }}`.",
        "<pre>\n{{ <A /> }}\n</pre>",
        "<div>\n<!-- {{ <A /> }} --><code>{{ <A /> }}</code>\n</div>",
        "a <!-- {{ <A /> }} --> b",
        "- `{{ <A /> }}`\n- b",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn what_is_wrong_is_said_where_it_is() {
    for (text, what, at) in [
        ("{{ <A a=b /> }}", "`a` has no value in quotes", "b"),
        ("{{ <A a /> }}", "`a` has no value", "a"),
        (
            "{{ <A a={b} /> }}",
            "`a` has a computed value; only text, numbers, true and false are allowed",
            "{b}",
        ),
        (
            "{{ <A a={get_env(name=\"HOME\")} /> }}",
            "`a` has a computed value; only text, numbers, true and false are allowed",
            "{get_env(name=\"HOME\")}",
        ),
        ("{{ <A a=\"b\" a=\"c\" /> }}", "`a` is given twice", "a"),
        ("{{ <A a=\"b /> }}", "`a` has a value that is not closed", "a=\"b /> }}"),
        ("{{ <A> }}", "the component `A` is malformed", "{{ <A> }}"),
        ("{% <A /> %}", "the component `A` is malformed", "{% <A /> %}"),
        ("{% <A> %}\n\nx", "`A` is opened here and never closed", "{% <A> %}"),
        ("x\n\n{% </A> %}", "`A` is closed here but was never opened", "{% </A> %}"),
        ("x\n{{ <A /> }}", "`A` shares a paragraph with other text", "{{ <A /> }}"),
        ("{{ <A /> }} x", "`A` shares a paragraph with other text", "{{ <A /> }}"),
    ] {
        assert_eq!(faults(text), [(what.to_owned(), at)], "{text}");
    }
}

#[test]
fn arguments_beyond_the_limit_are_not_taken_for_repeated_ones() {
    let arguments =
        |count: usize| (0..count).map(|number| format!(" a{number}={{1}}")).collect::<Vec<_>>().concat();
    let text = |count| format!("{{{{ <A{} /> }}}}", arguments(count));
    assert_eq!(faults(&text(64)), []);
    assert_eq!(faults(&text(65)), [("`a64` is argument 65 of `A`".to_owned(), "a64")]);
}

#[test]
fn a_component_anywhere_else_is_an_error() {
    let message = "a component must be in a paragraph of its own, not in a sentence, heading, table, list, quote or HTML";
    for (text, at) in [
        ("Inline {{ <A b=\"c\" /> }} here.", "{{ <A b=\"c\" /> }}"),
        ("a\nb {{ <A /> }}", "{{ <A /> }}"),
        ("> {{ <A /> }}", "{{ <A /> }}"),
        ("- {{ <A /> }}", "{{ <A /> }}"),
        ("- a {{ <A /> }}\n\n- b", "{{ <A /> }}"),
        ("# {{ <A /> }}", "{{ <A /> }}"),
        ("## a {{ <A /> }} b", "{{ <A /> }}"),
        ("| a | {{ <A /> }} |\n|---|---|\n", "{{ <A /> }}"),
        ("| a |\n|---|\n| {{ <A /> }} |\n", "{{ <A /> }}"),
        ("a [{{ <A /> }}](b)", "{{ <A /> }}"),
        ("a *{{ <A /> }}* b", "{{ <A /> }}"),
        ("**{{ <A /> }}**", "{{ <A /> }}"),
        ("<div>\n{{ <A /> }}\n</div>", "{{ <A /> }}"),
        ("<p>a {{ <A /> }}</p>", "{{ <A /> }}"),
        ("a {% <A> %}b", "{% <A> %}"),
        ("a {{ <A b", "{{"),
        ("[^1]: {{ <A /> }}", "{{ <A /> }}"),
    ] {
        let options = crate::markdown::events::parser_options();
        let faults: Vec<_> = find(text, options).1.into_iter().map(|f| (f.message, &text[f.at])).collect();
        assert_eq!(faults, [(message.to_owned(), at)], "{text}");
    }
    // A closing tag may stand at the end of a line; the error is that nothing was opened.
    assert_eq!(
        faults("a {% </A> %}"),
        [("`A` is closed here but was never opened".to_owned(), "{% </A> %}")]
    );
}

#[test]
fn a_text_of_nothing_but_braces_is_read_in_no_time() {
    for text in [
        "{% <A> %}\n\n".repeat(20_000),
        "{{ <A a=\"".repeat(20_000),
        "{{ <".repeat(50_000),
        "\\".repeat(100_000) + "{{ <A /> }}",
    ] {
        find(&text, Options::empty());
    }
}
