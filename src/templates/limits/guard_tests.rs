//! Tests of the guards: their positions, and that the rest of the template is unchanged.

use super::*;

fn guarded(text: &str) -> String {
    guard(text, &|name| name == "simple.html").text
}

#[test]
fn a_loop_counts_what_it_goes_through_by_what_is_in_it() {
    assert_eq!(
        guarded("{% for a in b.c | sort %}x{% endfor %}"),
        "{% for a in b.c | sort | __each0 %}x{% endfor %}"
    );
    assert_eq!(
        guarded("{%- for k, v in a ~ b -%}x{% endfor %}"),
        "{%- for k, v in (a | __piece ~ b) | __each0 -%}x{% endfor %}"
    );
    let long = "x".repeat(1000);
    assert_eq!(
        guarded(&format!("{{% for a in b %}}{long}{{% endfor %}}")),
        format!("{{% for a in b | __each4 %}}{long}{{% endfor %}}")
    );
}

#[test]
fn only_values_that_can_grow_are_checked() {
    for text in [
        "{% set a = b.c %}",
        "{% set a = b | date %}",
        "{% set a = t(key=\"x\", n=1) %}",
        "{% set a = [] %}",
        "{% set a = [1, \"x\"] %}",
        "{% if a.b not in [\"x\", 'y'] %}{% endif %}",
        "{{ a[1:2] }}{{ a?[0] }}{{ \"x\" ~ y }}{{ a < b }}",
        "{% component X(a=[1], b=\"x\") {\"k\": 1} %}x{% endcomponent X %}",
        "{# {% set a = a ~ a %} #}{% raw %}{{ a ~ a }}{% endraw %}",
        "{% include \"simple.html\" %}",
    ] {
        assert_eq!(guarded(text), text);
    }
    for (text, expected) in [
        ("{% set a = a ~ a %}", "{% set a = (a | __piece ~ a) | __kept %}"),
        ("{% set a = a | urlencode %}", "{% set a = a | urlencode | __kept %}"),
        ("{% set_global a = [...a, b] %}", "{% set_global a = [...a, b] | __built %}"),
        ("{% set a = {\"k\": b} %}", "{% set a = {\"k\": b} | __built %}"),
        ("{% set a %}x{% endset %}", "{% set a | __kept %}x{% endset %}"),
        ("{% set a = <X b={c} /> %}", "{% set a = (<X b={c} />) | __kept %}"),
        ("{{ <X b={ [c, d] } e=\"f\" /> }}", "{{ <X b={ [c, d] | __built } e=\"f\" /> }}"),
        ("{{ a in [b.c for b in d] }}", "{{ a in [b.c for b in d] | __built }}"),
    ] {
        assert_eq!(guarded(text), expected);
    }
}

#[test]
fn what_is_written_into_a_variable_in_a_loop_is_counted() {
    assert_eq!(
        guarded("{% set a %}{{ b }}{% for c in d %}{{ c }}{{ c + 1 }}{% endfor %}{% endset %}{{ a }}"),
        "{% set a | __kept %}{{ b }}{% for c in d | __each0 %}{{ c | __out }}{{ (c + 1) | __out }}{% endfor %}\
         {% endset %}{{ a }}"
    );
}

#[test]
fn what_calls_others_counts_a_step() {
    assert_eq!(
        guarded("{%- include \"other.html\" %}"),
        "{%- set __step = __step() %}{%- include \"other.html\" %}"
    );
    assert_eq!(
        guarded("{% component X(a) -%} {{ <X a={a} /> }}{{ body }}{% endcomponent %}"),
        "{% component X(a) -%}{% set __step = __step() -%} {{ <X a={a} /> }}{{ body | __out }}{% endcomponent %}"
    );
}

#[test]
fn a_place_in_a_guarded_template_leads_to_the_same_words_in_the_original() {
    let text = "a{% set b = b ~ c %}\n{% for d in e ~ f %}{{ d.gone }}{% endfor %}";
    let guarded = guard(text, &|_| true);
    for word in ["set b", "~ c", "for d in", "d.gone", "endfor"] {
        let (at, original) = (guarded.text.find(word).unwrap(), text.find(word).unwrap());
        assert_eq!(guarded.original(at), original, "{word}");
    }
    assert_eq!(guarded.original(guarded.text.len()), text.len());
}

proptest::proptest! {
    #[test]
    fn guards_leave_everything_else_as_it_is(text in "(\\{\\{|\\}\\}|\\{%|%\\}|for|in|set|~|\\[|\\]|<A|/>|\"|[a-c= é\\n-]){0,40}") {
        let guarded = guard(&text, &|_| false);
        let lines = |text: &str| text.matches('\n').count();
        proptest::prop_assert_eq!(lines(&guarded.text), lines(&text));
        // Without the insertions, it is the original.
        let mut plain = guarded.text.clone();
        for insertion in guarded.inserted.iter().rev() {
            let before: usize = guarded.inserted.iter().take_while(|other| !std::ptr::eq(*other, insertion)).map(|i| i.text.len()).sum();
            let start = insertion.at + before;
            proptest::prop_assert_eq!(&plain[start..start + insertion.text.len()], &insertion.text);
            plain.replace_range(start..start + insertion.text.len(), "");
        }
        proptest::prop_assert_eq!(&plain, &text);
    }
}
