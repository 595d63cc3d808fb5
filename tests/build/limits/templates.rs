//! Templates without an end.

use std::fmt::Write as _;
use std::time::Duration;

use super::run::{Ran, Site};

/// Longest time that a build may take, in a program that is not optimized and beside other tests.
const LONGEST: Duration = Duration::from_secs(30);

/// Most memory, in MiB.
const MOST: u64 = 1500;

/// Builds a site with this text for the footer of every page.
fn build(footer: &str) -> Ran {
    let site = Site::new();
    // Lower than a site's, for a program that is not optimized.
    let limits = "template_steps = 300000\ntemplate_seconds = 4\ntemplate_mebibytes = 8";
    site.write(
        "config.toml",
        format!("title = \"T\"\nbase_url = \"https://town.example\"\n[limits]\n{limits}\n"),
    );
    site.write("templates/partials/footer.html", footer);
    site.build()
}

#[test]
fn the_limits_of_a_site_that_names_none_end_a_loop() {
    let site = Site::new();
    site.write(
        "templates/partials/footer.html",
        "{% for i in range(end=100000) %}{% for j in range(end=100000) %}{% endfor %}{% endfor %}",
    );
    let ran = site.build();
    assert_eq!(ran.code, Some(1), "{}", ran.said);
    assert!(ran.said.contains("more than 10000000 steps"), "{}", ran.said);
    assert!(
        ran.time < LONGEST && ran.said.matches("footer.html").count() < 10,
        "{:?} {}",
        ran.time,
        ran.said
    );
}

/// Asserts that a footer is refused, with these words.
fn assert_refused(footer: &str, words: &[&str]) {
    let ran = build(footer);
    let shown: String = footer.chars().take(200).collect();
    assert_eq!(ran.code, Some(1), "{shown}\n{}", ran.said);
    assert!(ran.time < LONGEST && ran.memory < MOST, "{shown}\n{:?}, {} MiB", ran.time, ran.memory);
    for words in words {
        assert!(ran.said.contains(words), "{shown}\n{}", ran.said);
    }
}

const STEPS: [&str; 3] =
    ["templates/partials/footer.html", "more than 300000 steps", "template_steps = 3000000"];
const VALUE: [&str; 3] = ["templates/partials/footer.html", "a value of more than", "template_mebibytes = "];

#[test]
fn loops_in_loops_end() {
    for inside in
        ["", "xxxxxxxxxxxxxxxx", "{{ i }}", "{% if i == j %}{% continue %}{% endif %}", "{% set a = i %}"]
    {
        assert_refused(
            &format!(
                "{{% for i in range(end=100000) %}}{{% for j in range(end=100000) %}}{inside}{{% endfor %}}{{% endfor %}}"
            ),
            &[],
        );
    }
    assert_refused(
        "{% set l = range(end=100000) %}{% for i in l %}{% for j in l %}{% endfor %}{% endfor %}",
        &STEPS,
    );
    assert_refused(
        "{% for i in range(end=100000) %}{{ [j for j in range(end=100000)] | length }}{% endfor %}",
        &[],
    );
    assert_refused("{{ range(end=1000000000000) | length }}", &["footer.html", "range"]);
}

#[test]
fn texts_that_grow_end() {
    let begin = "{% set s = \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\" %}{% for i in range(end=40) %}";
    for (step, words) in [
        ("{% set_global s = s ~ s %}", VALUE),
        ("{% set_global s = s ~ \"\" ~ s %}", VALUE),
        ("{% set_global s = \"\" ~ s ~ s %}", VALUE),
        ("{% set_global s = s | replace(from=\"x\", to=\"xx\") %}", VALUE),
        ("{% set_global s = [s, s] | join(sep=\"\") %}", VALUE),
        ("{% set_global s = s | split(pat=\"\") | join(sep=\"xxx\") %}", VALUE),
        ("{% set_global s %}{{ s }}{{ s }}{% endset %}", VALUE),
        ("{% set_global s = s | str ~ s | safe %}", VALUE),
    ] {
        assert_refused(&format!("{begin}{step}{{% endfor %}}{{{{ s | length }}}}"), &words);
    }
    assert_refused(
        &format!("{begin}{{% set_global s = [s, s] %}}{{% endfor %}}{{{{ s }}}}"),
        &["too many or too deep"],
    );
    assert_refused(
        &format!("{begin}{{% set_global s = {{\"a\": s, \"b\": s}} %}}{{% endfor %}}{{{{ s }}}}"),
        &["too many or too deep"],
    );
    assert_refused(
        "{% set s = [] %}{% for i in range(end=100000) %}{% set_global s = [s] %}{% endfor %}",
        &["too many or too deep"],
    );
    let mut unrolled = "{% set s0 %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endset %}".to_owned();
    for n in 0..40 {
        let _ = write!(unrolled, "{{% set s{} %}}{{{{ s{n} }}}}{{{{ s{n} }}}}{{% endset %}}", n + 1);
    }
    assert_refused(&unrolled, &VALUE);
}

#[test]
fn pages_that_are_too_large_end() {
    let big = "{% set s = \"xxxxxxxxxxxxxxxx\" %}{% for i in range(end=16) %}{% set_global s = s ~ s %}{% endfor %}";
    assert_refused(
        &format!("{big}{{% for i in range(end=100000) %}}{{{{ s }}}}{{% endfor %}}"),
        &["a page of more than 8 MiB", "template_mebibytes = 32", "templates/"],
    );
    assert_refused(
        &format!("{big}{{% for i in range(end=100000) %}}{{{{ s | safe }}}}{{% endfor %}}"),
        &["a page of more than 8 MiB"],
    );
    assert_refused(
        &format!(
            "{big}{{% set t %}}{{% for i in range(end=100000) %}}{{{{ s | safe }}}}{{% endfor %}}{{% endset %}}"
        ),
        &["MiB"],
    );
    assert_refused(
        &format!(
            "{big}{{% for i in range(end=300) %}}{{{{ s | indent(width=1000, first=true) | upper }}}}{{% endfor %}}"
        ),
        &["MiB"],
    );
}

#[test]
fn components_and_includes_that_call_themselves_end() {
    for (components, call) in [
        ("{% component A() %}{{ <A /> }}{% endcomponent %}", "{{ <A /> }}"),
        ("{% component A() %}{{ <A /> }}{{ <A /> }}{{ <A /> }}{% endcomponent %}", "{{ <A /> }}"),
        (
            "{% component A(s) %}{{ <A s={s ~ s} /> }}{% endcomponent %}",
            "{{ <A s=\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\" /> }}",
        ),
    ] {
        assert_refused(&format!("{call}{components}"), &["footer.html"]);
    }
    let site = Site::new();
    let limits = "[limits]\ntemplate_steps = 300000\n";
    site.write("config.toml", format!("title = \"T\"\nbase_url = \"https://town.example\"\n{limits}"));
    site.write("templates/partials/footer.html", "{% include \"partials/t0.html\" %}");
    for n in 0..20 {
        let next = format!("{{% include \"partials/t{}.html\" %}}", n + 1);
        site.write(&format!("templates/partials/t{n}.html"), next.repeat(10));
    }
    site.write("templates/partials/t20.html", "x");
    let ran = site.build();
    assert_eq!(ran.code, Some(1), "{}", ran.said);
    assert!(ran.time < LONGEST && ran.said.contains("more than 300000 steps"), "{:?} {}", ran.time, ran.said);
}

#[test]
fn templates_that_are_too_deep_are_refused() {
    let site = Site::new();
    site.write("templates/partials/footer.html", "{% include \"partials/t0.html\" %}");
    for n in 0..5000 {
        site.write(
            &format!("templates/partials/t{n}.html"),
            format!("{{% include \"partials/t{}.html\" %}}", n + 1),
        );
    }
    site.write("templates/partials/t5000.html", "x");
    let ran = site.build();
    assert_eq!(ran.code, Some(1), "{}", ran.said);
    assert!(ran.said.contains("more than 24 templates include"), "{}", ran.said);
    for (open, close) in [("{% if true %}", "{% endif %}"), ("{% for a in [1] %}", "{% endfor %}")] {
        assert_refused(&format!("{}{}", open.repeat(50_000), close.repeat(50_000)), &["footer.html"]);
    }
    assert_refused(&format!("{{{{ {}1{} }}}}", "(".repeat(50_000), ")".repeat(50_000)), &["footer.html"]);
    assert_refused(&format!("{{{{ {}1{} }}}}", "[".repeat(50_000), "]".repeat(50_000)), &["footer.html"]);
    assert_refused(&format!("{{{{ 1{} }}}}", " ~ 1".repeat(50_000)), &["footer.html"]);
}

#[test]
fn the_config_raises_the_limits() {
    let site = Site::new();
    let loops = "{% for i in range(end=2000) %}{% for j in range(end=10) %}{% endfor %}{% endfor %}";
    site.write("templates/partials/footer.html", loops);
    assert_eq!(site.build().code, Some(0));
    let config = "title = \"T\"\nbase_url = \"https://town.example\"\n[limits]\ntemplate_steps = ";
    site.write("config.toml", format!("{config}20000\n"));
    let ran = site.build();
    assert!(ran.code == Some(1) && ran.said.contains("template_steps = 200000"), "{}", ran.said);
    site.write("config.toml", format!("{config}200000\n"));
    assert_eq!(site.build().code, Some(0));
}

#[test]
fn an_error_in_a_guarded_template_points_to_what_is_written() {
    let ran = build(
        "{% for link in site.menu ~ \"\" %}\n{% set a = \"\" ~ a.gone ~ link %}{% endfor %}{{ [page.kind] | first }}{{ gone }}",
    );
    assert_eq!(ran.code, Some(1), "{}", ran.said);
    assert!(!ran.said.contains("__"), "{}", ran.said);
}
