//! The limits of each host, as data, each with the page on which the host states it. Where a host does not say, nothing is
//! claimed.

use super::HostingProvider;

/// The most that a host takes of something.
#[derive(Debug)]
pub(super) struct Limit {
    /// The most that fits.
    pub(super) max: u64,
    /// What happens beyond.
    pub(super) enforcement: Enforcement,
    /// What an editor should know or do.
    pub(super) hint: &'static str,
    /// Where the host says so.
    pub(super) source: &'static str,
}

/// What happens beyond a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Enforcement {
    /// The host refuses the site, or leaves something of it out.
    Always,
    /// That depends on the plan, on the way in which the site is sent, or on the host's mood.
    Conditional,
}

/// What counts as one where files are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CountUnit {
    /// Files alone.
    Files,
    /// Files, and the folders that they are in.
    FilesAndFolders,
}

/// How a path is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PathLength {
    /// In bytes, as it is.
    Raw,
    /// As it stands in an address, where most characters beyond ASCII are three times as long.
    Encoded,
}

/// What a host limits. No limit where it states none.
#[derive(Debug)]
pub(super) struct Limits {
    pub(super) files: &'static [Limit],
    pub(super) count_unit: CountUnit,
    pub(super) files_per_folder: &'static [Limit],
    pub(super) bytes_per_file: &'static [Limit],
    pub(super) bytes: &'static [Limit],
    pub(super) path: &'static [Limit],
    pub(super) path_length: PathLength,
    /// The characters that no path may have, and where the host says so.
    pub(super) forbidden_in_paths: Option<(&'static [char], &'static str)>,
    pub(super) redirects: Option<Redirects>,
    pub(super) headers: Option<Headers>,
    /// The routing rules of a bucket as a website.
    pub(super) routing: &'static [Limit],
}

/// What a host takes of `_redirects`.
#[derive(Debug)]
pub(super) struct Redirects {
    pub(super) rules: &'static [Limit],
    /// Those that are for one address alone.
    pub(super) fixed: &'static [Limit],
    /// Those with a `*` or a `:name`.
    pub(super) patterns: &'static [Limit],
    pub(super) chars_per_line: &'static [Limit],
    pub(super) bytes: &'static [Limit],
    /// The statuses that it answers with.
    pub(super) statuses: &'static [u16],
    /// Whether a `!` after the status is understood.
    pub(super) force: ForceFlag,
    pub(super) source: &'static str,
}

/// Whether a rule may ask to be followed even where there is a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ForceFlag {
    Supported,
    Unsupported,
}

/// What a host takes of `_headers`.
#[derive(Debug)]
pub(super) struct Headers {
    pub(super) blocks: &'static [Limit],
    pub(super) chars_per_line: &'static [Limit],
}

impl Limits {
    /// The limits of a host.
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

const fn refused(max: u64, hint: &'static str, source: &'static str) -> Limit {
    Limit { max, enforcement: Enforcement::Always, hint, source }
}

const fn conditional(max: u64, hint: &'static str, source: &'static str) -> Limit {
    Limit { max, enforcement: Enforcement::Conditional, hint, source }
}

/// Nothing is limited.
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
            "that is the Free plan; a paid one takes 100,000, with PAGES_WRANGLER_MAJOR_VERSION=4 set",
            CLOUDFLARE_LIMITS,
        ),
        refused(100_000, "no plan takes more: send the site to an object store", CLOUDFLARE_LIMITS),
    ],
    bytes_per_file: &[refused(25 << 20, "keep it elsewhere, and link to it", CLOUDFLARE_LIMITS)],
    redirects: Some(Redirects {
        rules: &[],
        fixed: &[refused(2_000, "it passes over the rest", CLOUDFLARE_REDIRECTS)],
        patterns: &[refused(100, "it passes over the rest", CLOUDFLARE_REDIRECTS)],
        chars_per_line: &[refused(1_000, "it passes over the line", CLOUDFLARE_REDIRECTS)],
        bytes: &[],
        statuses: &[200, 301, 302, 303, 307, 308],
        force: ForceFlag::Unsupported,
        source: CLOUDFLARE_REDIRECTS,
    }),
    headers: Some(Headers {
        blocks: &[conditional(
            100,
            "it passes over the rest: what browsers may keep is then asked for anew",
            CLOUDFLARE_HEADERS,
        )],
        chars_per_line: &[refused(2_000, "it passes over the line", CLOUDFLARE_HEADERS)],
    }),
    ..UNLIMITED
};

const NETLIFY_DEPLOYS: &str = "https://docs.netlify.com/site-deploys/overview/";
const NETLIFY_REDIRECTS: &str = "https://docs.netlify.com/routing/redirects/";
const NETLIFY_API: &str = "https://docs.netlify.com/api/get-started/";

const NETLIFY: Limits = Limits {
    files_per_folder: &[refused(54_000, "the deploy would fail", NETLIFY_DEPLOYS)],
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
        "a push to a branch is refused; a workflow sends it all the same",
        GITHUB_FILES,
    )],
    bytes: &[
        conditional(1_000_000_000, "it says 1 GB, and not which", GITHUB_PAGES),
        refused(1 << 30, "keep pictures, sound and film elsewhere", GITHUB_PAGES),
    ],
    ..UNLIMITED
};

const GITLAB_COM: &str = "https://docs.gitlab.com/user/gitlab_com/#gitlab-pages";
const GITLAB_FILES: &str =
    "https://docs.gitlab.com/administration/instance_limits/#number-of-files-per-gitlab-pages-website";
const GITLAB_REDIRECTS: &str = "https://docs.gitlab.com/user/project/pages/redirects/";
const GITLAB_ADDRESSES: &str = "https://docs.gitlab.com/administration/pages/#global-settings";

const GITLAB: Limits = Limits {
    files: &[refused(
        200_000,
        "folders count too; who runs an instance of their own may take more",
        GITLAB_FILES,
    )],
    count_unit: CountUnit::FilesAndFolders,
    bytes: &[refused(
        1 << 30,
        "that is gitlab.com; another instance takes 100 MiB, unless it was told otherwise",
        GITLAB_COM,
    )],
    path: &[refused(2_048, "its address would be answered with 414", GITLAB_ADDRESSES)],
    path_length: PathLength::Encoded,
    redirects: Some(Redirects {
        rules: &[refused(1_000, "it passes over the rest", GITLAB_REDIRECTS)],
        fixed: &[],
        patterns: &[],
        chars_per_line: &[],
        bytes: &[refused(64 << 10, "it reads none of it", GITLAB_REDIRECTS)],
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
    bytes_per_file: &[conditional(5 << 30, "it has to be sent in parts", S3_UPLOADS)],
    path: &[refused(1_024, "the prefix in the bucket counts too", S3_KEYS)],
    routing: &[refused(50, "the configuration is refused", S3_WEBSITE)],
    ..UNLIMITED
};
