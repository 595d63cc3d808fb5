//! Code in every field of a site that holds words: none may be code in a page, a feed, JSON or a host's file.

use super::case::{Case, Exit, json};
use super::fields::{self, Field};

/// Texts that leave the place where they stand, in some format. All that they add begins with `zq`.
const PAYLOADS: [(&str, &str); 9] = [
    ("element", "\"><zqel zqattr=1><script>zq()</script><img src=x onerror=zq()>"),
    ("end of a script", "</script><script>zq()</script><!--<script>"),
    ("attribute", "' onmouseover='zq()' zqattr=' \" onfocus=\"zq()\" zqb=\" x"),
    ("end of a text", "]]><zqel/>--><zqel/></title></textarea></style><zqel>"),
    ("lines", "x\nzqdirective on;\n  Zq-Header: zq\nzqredirect /x 301\r\nzq"),
    ("end of a directive", "x\"; } zqdirective on; # ' ${zq} $zq %{zq} \\"),
    ("script address", "javascript:zq()"),
    ("template", "{{ 7 * 191 }}{% include \"zq\" %}{# zq #}${7*191}<%= 7*191 %>"),
    ("rule of a style sheet", "red; } zqel { color: red } </style><zqel>"),
];

/// Returns a case for each payload in each field, and one for each field with nearly all of them.
pub(super) fn all() -> Vec<Case> {
    let joined: String = PAYLOADS
        .iter()
        .filter(|(name, _)| !["lines", "script address"].contains(name))
        .map(|(_, payload)| *payload)
        .collect();
    let mut cases = Vec::new();
    for field in fields::all() {
        cases.push(case(&field, "everything", &joined, true));
        for (number, (name, payload)) in PAYLOADS.iter().enumerate() {
            cases.push(case(&field, name, payload, (field.name.len() + number) % 9 == 0));
        }
    }
    cases
}

fn case(field: &Field, name: &str, payload: &str, is_quick: bool) -> Case {
    let text = field.text.replace("§", &if field.is_raw { payload.to_owned() } else { json(payload) });
    // A file's name holds no slash, and at most 255 bytes.
    let name_of_file: String = payload.replace('/', "∕").chars().take(70).collect();
    let file = field.file.replace("§", &name_of_file);
    let mut files: Vec<(String, String)> = fields::around();
    files.push((file, text));
    Case {
        name: format!("injection/{}/{name}", field.name),
        exit: Exit::Either,
        says: Vec::new(),
        is_quick,
        is_counted: false,
        files: files.into_iter().map(|(file, text)| (file.into(), text.into_bytes())).collect(),
        odd: Vec::new(),
    }
}
