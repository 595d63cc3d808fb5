//! Web archive as a source of an import.

use std::io::{self, Read};
use std::sync::PoisonError;

use crate::decisions::Decisions;
use crate::error::ImportError;
use crate::source::{SiteFacts, Source};
use crate::story::{
    Item, LeftOut, MediaFile, Notice, Redirect, RedirectTarget, SetAside, SourceId, StoryDate, Taxonomy,
};
use crate::survey::Observations;
use crate::{charset, dates, html, old_address};

use super::kinds::{is_own_list, path_of};
use super::{Content, PageCapture, WebArchive, index};

impl Source for WebArchive {
    type Raw = PageCapture;

    fn site(&self) -> SiteFacts {
        SiteFacts { base_url: self.base_url.clone(), ..SiteFacts::default() }
    }

    fn read(&self, sink: &mut dyn FnMut(PageCapture) -> Result<(), ImportError>) -> Result<(), ImportError> {
        for group in &self.pages {
            let Some(good) = self.index.good.get(&group.key) else { continue };
            let urls = group.aliases.iter().filter_map(|key| self.index.good.get(key));
            sink(PageCapture {
                id: SourceId(format!("warc:{}", group.key)),
                origin: self.origin(good.position),
                url: good.url.clone(),
                aliases: urls.map(|good| good.url.clone()).collect(),
                content: self.page(good),
            })?;
        }
        self.read_rest(sink)
    }

    fn convert(&self, raw: PageCapture, decisions: &Decisions) -> Item {
        let (id, origin) = (raw.id.clone(), raw.origin.clone());
        match &raw.content {
            Content::LeftOut(rule) => Item::LeftOut(LeftOut { id, origin, rule: rule.clone(), year: None }),
            Content::Fault(reason) => Item::SetAside(SetAside {
                id,
                origin,
                reason: reason.clone(),
                first_lines: raw.url.clone(),
                year: None,
            }),
            Content::Page { bytes, content_type, is_cut } => {
                let capture = html::Capture {
                    id,
                    origin,
                    bytes,
                    content_type: Some(content_type.as_str()),
                    address: Some(raw.url.as_str()),
                };
                let mut item = html::page(&capture, &self.old_site, decisions);
                if let Item::Story(story) = &mut item
                    && *is_cut
                {
                    let message = "the capture is cut off: the text may lack its end".to_owned();
                    story.notices.push(Notice { kind: "cut off", message });
                }
                self.finish(item, &raw)
            }
        }
    }

    fn observe(&self, raw: &PageCapture, observations: &mut Observations) {
        let Content::Page { bytes, content_type, .. } = &raw.content else { return };
        let named = content_type.split_once("charset=").map(|(_, name)| name);
        observations
            .encodings
            .add(charset::decode(&bytes[..bytes.len().min(4096)], named).encoding, &raw.url);
        if let Some(path) = old_address::path_and_query(&raw.url) {
            observations.add_address(&path);
            observations.add_year(dates::from_address(&path).map(StoryDate::year));
        }
        for good in self.index.good.values().filter(|_| observations.texts == 1) {
            if good.media_type.starts_with("image/")
                && let Some(key) = index::key(&good.url)
            {
                observations.picture_hosts.add(index::host(&key), &good.url);
            }
        }
    }

    fn suggest(&self, _observations: &Observations, decisions: &mut Decisions) {
        if decisions.source.base_url.is_none() {
            decisions.source.base_url.clone_from(&self.base_url);
        }
        for host in &self.hosts {
            if !decisions.source.hosts.contains(host) {
                decisions.source.hosts.push(host.clone());
            }
        }
    }

    fn redirects(&self, _decisions: &Decisions) -> Vec<Redirect> {
        let mut redirects = Vec::new();
        let is_own = |key: &String| self.hosts.contains(index::host(key));
        for (key, moved) in self.index.redirects.iter().filter(|(key, _)| is_own(key)) {
            let from = old_address::path_and_query(path_of(key)).filter(|from| !is_own_list(from));
            let Some(from) = from else { continue };
            redirects.extend(self.final_target(&moved.to).map(|to| Redirect { from: from.clone(), to }));
            // A redirect to a list that the new site does not have.
            if old_address::path_and_query(&moved.to).is_some_and(|to| self.is_list(&to)) {
                redirects.push(Redirect { from, to: RedirectTarget::Address("/".to_owned()) });
            }
        }
        for (key, _) in self.index.bad.iter().filter(|(key, bad)| bad.status == 410 && is_own(key)) {
            let from = old_address::path_and_query(path_of(key)).filter(|from| !is_own_list(from));
            redirects.extend(from.map(|from| Redirect { from, to: RedirectTarget::Gone }));
        }
        let lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        for from in lists.iter().filter(|from| !is_own_list(from)) {
            // The first of these that the new site has is written.
            let path = from.split('?').next().unwrap_or(from);
            let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
            for taxonomy in [Taxonomy::Sections, Taxonomy::Tags, Taxonomy::Authors, Taxonomy::Series] {
                let to = RedirectTarget::Term(taxonomy, name.clone());
                redirects.push(Redirect { from: from.clone(), to });
            }
            redirects.push(Redirect { from: from.clone(), to: RedirectTarget::Address("/".to_owned()) });
        }
        redirects
    }

    fn files(&self) -> Vec<MediaFile> {
        let origin = self.base_url.as_deref().unwrap_or_default();
        let file = |path: &String| MediaFile {
            url: format!("{origin}/{path}"),
            source_path: Some(path.clone()),
            site_path: format!("static/{path}"),
        };
        self.files.keys().map(file).collect()
    }

    fn open_file(&self, path: &str) -> io::Result<Option<Box<dyn Read>>> {
        let Some(position) = self.files.get(path.trim_start_matches('/')) else { return Ok(None) };
        self.content(*position).map(|(_, body)| Some(body))
    }
}
