//! Cloud stores, which a program has if it was compiled with the feature `cloud`.

use crate::config::deploy::{ObjectStore, Target as Settings};
use crate::diagnostic::{Diagnostic, Diagnostics};

#[cfg(feature = "cloud")]
use super::objects::ObjectStoreTarget;
use super::target::Target;
use super::{DeployContext, DeployError};

/// Support for cloud stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CloudSupport {
    Included,
    Missing,
}

/// Support that this program was compiled with.
const CLOUD_SUPPORT: CloudSupport =
    if cfg!(feature = "cloud") { CloudSupport::Included } else { CloudSupport::Missing };

/// Hint for a program without cloud stores.
const CLOUD_HINT: &str = "install Dateline with cloud stores: cargo install --path ., without --no-default-features; or deploy by \
     git:, rsync: or dir:, which need nothing else";

/// Refuses a cloud store if the program was compiled without support for it.
fn check_support(settings: &Settings, support: CloudSupport) -> Result<(), Diagnostics> {
    match settings.to.cloud_service().filter(|_| support == CloudSupport::Missing) {
        None => Ok(()),
        Some(service) => {
            let message = format!("this program was compiled without support for {service}");
            Err(Diagnostic::error(settings.written_at.clone(), message).hint(CLOUD_HINT).into())
        }
    }
}

/// Refuses a cloud store that this program can't deploy to.
pub(super) fn check(settings: &Settings) -> Result<(), Diagnostics> {
    check_support(settings, CLOUD_SUPPORT)
}

/// Opens a cloud store.
#[cfg(feature = "cloud")]
pub(super) fn open(to: &ObjectStore, context: &DeployContext<'_>) -> Result<Target, DeployError> {
    let DeployContext { settings, request, .. } = context;
    let store = ObjectStoreTarget::open(to, &settings.cache_control, request)?;
    Ok(Target::Incremental(Box::new(store)))
}

/// Refuses a cloud store, which `check` has done before.
#[cfg(not(feature = "cloud"))]
pub(super) fn open(to: &ObjectStore, _: &DeployContext<'_>) -> Result<Target, DeployError> {
    let message = format!("this program can't deploy to the bucket {}", to.bucket.name);
    Err(DeployError::Impossible(message, CLOUD_HINT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Overrides, read};

    #[test]
    fn a_program_without_cloud_stores_refuses_them_where_they_are_named() {
        let refusal = |to: &str, support| {
            let text =
                format!("title = \"T\"\nbase_url = \"https://t.example\"\n[deploy.x]\nto = \"{to}\"\n");
            let (site, _) = read(&text, &Overrides::default());
            let refused = check_support(&site.expect("a site").deploy[0], support).err();
            refused.map(|found| found.iter().map(Diagnostic::to_string).collect::<String>())
        };
        assert_eq!(refusal("s3://news", CloudSupport::Included), None);
        for (to, service) in
            [("s3", "Amazon S3"), ("gs", "Google Cloud Storage"), ("az", "Azure Blob Storage")]
        {
            let refused = refusal(&format!("{to}://news"), CloudSupport::Missing);
            let message = format!("config.toml:4:6: this program was compiled without support for {service}");
            assert_eq!(refused.as_deref(), Some(&*message));
        }
        for to in ["dir:/srv/www", "git:origin#pages", "rsync:host:/srv/www"] {
            assert_eq!(refusal(to, CloudSupport::Missing), None, "{to}");
        }
    }
}
