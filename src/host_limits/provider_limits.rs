//! Limits of each provider as data, with the page that documents each. Undocumented limits are left
//! out.

use super::HostingProvider;

/// Limit on one quantity.
#[derive(Debug)]
pub(super) struct Limit {
    /// Largest allowed value.
    pub(super) max: u64,
    /// Consequence of exceeding the limit.
    pub(super) enforcement: Enforcement,
    /// Advice for the editor.
    pub(super) hint: &'static str,
    /// Page that documents the limit.
    pub(super) source: &'static str,
}

/// Consequence of exceeding a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Enforcement {
    /// The provider rejects the site or ignores part of it.
    Always,
    /// Depends on the plan, the way of uploading, or undocumented behavior.
    Conditional,
}

/// Unit in which files are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CountUnit {
    /// Files only.
    Files,
    /// Files and their folders.
    FilesAndFolders,
}

/// Measure of a path's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PathLength {
    /// Bytes of the path.
    Raw,
    /// Bytes of the percent-encoded path. Most non-ASCII bytes take three.
    Encoded,
}

/// Limits of a provider. An empty list means that no limit is documented.
#[derive(Debug)]
pub(super) struct Limits {
    pub(super) files: &'static [Limit],
    pub(super) count_unit: CountUnit,
    pub(super) files_per_folder: &'static [Limit],
    pub(super) bytes_per_file: &'static [Limit],
    pub(super) bytes: &'static [Limit],
    pub(super) path: &'static [Limit],
    pub(super) path_length: PathLength,
    /// Characters that paths may not contain, and the page that documents this.
    pub(super) forbidden_in_paths: Option<(&'static [char], &'static str)>,
    pub(super) redirects: Option<Redirects>,
    pub(super) headers: Option<Headers>,
    /// Number of routing rules of a bucket website.
    pub(super) routing: &'static [Limit],
}

/// Limits on `_redirects`.
#[derive(Debug)]
pub(super) struct Redirects {
    pub(super) rules: &'static [Limit],
    /// Rules for a single address.
    pub(super) fixed: &'static [Limit],
    /// Rules with a `*` or a `:name`.
    pub(super) patterns: &'static [Limit],
    pub(super) chars_per_line: &'static [Limit],
    pub(super) bytes: &'static [Limit],
    /// Supported statuses. Empty if all are.
    pub(super) statuses: &'static [u16],
    /// Support of a `!` after the status.
    pub(super) force: ForceFlag,
    pub(super) source: &'static str,
}

/// Support for rules that apply even where a page exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ForceFlag {
    Supported,
    Unsupported,
}

/// Limits on `_headers`.
#[derive(Debug)]
pub(super) struct Headers {
    pub(super) blocks: &'static [Limit],
    pub(super) chars_per_line: &'static [Limit],
}

impl Limits {
    /// Returns the limits of a provider.
    pub(super) fn of(provider: HostingProvider) -> &'static Self {
        match provider {
            HostingProvider::CloudflarePages => &CLOUDFLARE,
            HostingProvider::Netlify => &NETLIFY,
            HostingProvider::GitHubPages => &GITHUB,
            HostingProvider::GitLabPages => &GITLAB,
            HostingProvider::S3 => &S3,
        }
    }
}

const fn always(max: u64, hint: &'static str, source: &'static str) -> Limit {
    Limit { max, enforcement: Enforcement::Always, hint, source }
}

const fn conditional(max: u64, hint: &'static str, source: &'static str) -> Limit {
    Limit { max, enforcement: Enforcement::Conditional, hint, source }
}

/// No limits.
const UNLIMITED: Limits = Limits {
    files: &[],
    count_unit: CountUnit::Files,
    files_per_folder: &[],
    bytes_per_file: &[],
    bytes: &[],
    path: &[],
    path_length: PathLength::Raw,
    forbidden_in_paths: None,
    redirects: None,
    headers: None,
    routing: &[],
};

const CLOUDFLARE_LIMITS: &str = "https://developers.cloudflare.com/pages/platform/limits/";
const CLOUDFLARE_REDIRECTS: &str = "https://developers.cloudflare.com/pages/configuration/redirects/";
const CLOUDFLARE_HEADERS: &str = "https://developers.cloudflare.com/pages/configuration/headers/";

const CLOUDFLARE: Limits = Limits {
    files: &[
        conditional(
            20_000,
            "limit of the Free plan; paid plans allow 100,000 with PAGES_WRANGLER_MAJOR_VERSION=4",
            CLOUDFLARE_LIMITS,
        ),
        always(100_000, "no plan allows more: use an object store", CLOUDFLARE_LIMITS),
    ],
    bytes_per_file: &[always(25 << 20, "host it elsewhere and link to it", CLOUDFLARE_LIMITS)],
    redirects: Some(Redirects {
        rules: &[],
        fixed: &[always(2_000, "the rest is ignored", CLOUDFLARE_REDIRECTS)],
        patterns: &[always(100, "the rest is ignored", CLOUDFLARE_REDIRECTS)],
        chars_per_line: &[always(1_000, "the line is ignored", CLOUDFLARE_REDIRECTS)],
        bytes: &[],
        statuses: &[200, 301, 302, 303, 307, 308],
        force: ForceFlag::Unsupported,
        source: CLOUDFLARE_REDIRECTS,
    }),
    headers: Some(Headers {
        blocks: &[conditional(100, "the rest is ignored, so browsers cache less", CLOUDFLARE_HEADERS)],
        chars_per_line: &[always(2_000, "the line is ignored", CLOUDFLARE_HEADERS)],
    }),
    ..UNLIMITED
};

const NETLIFY_DEPLOYS: &str = "https://docs.netlify.com/site-deploys/overview/";
const NETLIFY_REDIRECTS: &str = "https://docs.netlify.com/routing/redirects/";
const NETLIFY_API: &str = "https://docs.netlify.com/api/get-started/";

const NETLIFY: Limits = Limits {
    files_per_folder: &[always(54_000, "the deploy would fail", NETLIFY_DEPLOYS)],
    forbidden_in_paths: Some((&['#', '?'], NETLIFY_API)),
    redirects: Some(Redirects {
        rules: &[conditional(9_999, "with 10,000 or more the deploy may fail", NETLIFY_REDIRECTS)],
        fixed: &[],
        patterns: &[],
        chars_per_line: &[],
        bytes: &[],
        statuses: &[],
        force: ForceFlag::Supported,
        source: NETLIFY_REDIRECTS,
    }),
    headers: Some(Headers { blocks: &[], chars_per_line: &[] }),
    ..UNLIMITED
};

const GITHUB_PAGES: &str =
    "https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits";
const GITHUB_FILES: &str = "https://docs.github.com/en/repositories/working-with-files/managing-large-files/about-large-files-on-github";

const GITHUB: Limits = Limits {
    bytes_per_file: &[conditional(
        100 << 20,
        "a push to a branch is rejected; a workflow can upload it",
        GITHUB_FILES,
    )],
    bytes: &[
        conditional(
            1_000_000_000,
            "documented as 1 GB, without saying whether 10^9 or 2^30 bytes",
            GITHUB_PAGES,
        ),
        always(1 << 30, "host images, audio and video elsewhere", GITHUB_PAGES),
    ],
    ..UNLIMITED
};

const GITLAB_COM: &str = "https://docs.gitlab.com/user/gitlab_com/#gitlab-pages";
const GITLAB_FILES: &str =
    "https://docs.gitlab.com/administration/instance_limits/#number-of-files-per-gitlab-pages-website";
const GITLAB_REDIRECTS: &str = "https://docs.gitlab.com/user/project/pages/redirects/";
const GITLAB_ADDRESSES: &str = "https://docs.gitlab.com/administration/pages/#global-settings";

const GITLAB: Limits = Limits {
    files: &[always(200_000, "folders count too; self-managed instances may allow more", GITLAB_FILES)],
    count_unit: CountUnit::FilesAndFolders,
    bytes: &[always(1 << 30, "limit of gitlab.com; other instances allow 100 MiB by default", GITLAB_COM)],
    path: &[always(2_048, "requests would fail with status 414", GITLAB_ADDRESSES)],
    path_length: PathLength::Encoded,
    redirects: Some(Redirects {
        rules: &[always(1_000, "the rest is ignored", GITLAB_REDIRECTS)],
        fixed: &[],
        patterns: &[],
        chars_per_line: &[],
        bytes: &[always(64 << 10, "the whole file is ignored", GITLAB_REDIRECTS)],
        statuses: &[200, 301, 302],
        force: ForceFlag::Unsupported,
        source: GITLAB_REDIRECTS,
    }),
    ..UNLIMITED
};

const S3_KEYS: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html";
const S3_UPLOADS: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html";
const S3_WEBSITE: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html";

const S3: Limits = Limits {
    bytes_per_file: &[conditional(5 << 30, "it needs a multipart upload", S3_UPLOADS)],
    path: &[always(1_024, "the prefix in the bucket counts too", S3_KEYS)],
    routing: &[always(50, "the configuration is rejected", S3_WEBSITE)],
    ..UNLIMITED
};
