//! Reads credentials from the files of the AWS tools. The environment takes precedence and is read
//! by the client.

use std::path::PathBuf;

/// Credentials and region of a profile.
#[derive(Default, PartialEq, Eq)]
pub(super) struct Profile {
    /// Access key id.
    pub(super) id: Option<String>,
    /// Secret access key.
    pub(super) secret: Option<String>,
    /// Session token.
    pub(super) token: Option<String>,
    /// Region.
    pub(super) region: Option<String>,
}

/// Reads the profile named by the environment.
pub(super) fn read() -> Profile {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let file = |variable: &str, usual: &str| {
        let path = std::env::var_os(variable).map_or_else(|| home.join(".aws").join(usual), PathBuf::from);
        std::fs::read_to_string(path).unwrap_or_default()
    };
    let name = std::env::var("AWS_PROFILE").ok().filter(|name| !name.is_empty());
    let name = name.as_deref().unwrap_or("default");
    let mut profile = Profile::default();
    take(&file("AWS_SHARED_CREDENTIALS_FILE", "credentials"), name, &mut profile);
    take(&file("AWS_CONFIG_FILE", "config"), name, &mut profile);
    profile
}

/// Reads missing values from the section of a file.
fn take(text: &str, name: &str, profile: &mut Profile) {
    let mut is_inside = false;
    for line in text.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            let section = section.trim();
            is_inside = section.strip_prefix("profile ").unwrap_or(section).trim() == name;
            continue;
        }
        let Some((key, value)) = line.split_once('=').filter(|_| is_inside && !line.starts_with(['#', ';']))
        else {
            continue;
        };
        let place = match key.trim() {
            "aws_access_key_id" => &mut profile.id,
            "aws_secret_access_key" => &mut profile.secret,
            "aws_session_token" => &mut profile.token,
            "region" => &mut profile.region,
            _ => continue,
        };
        place.get_or_insert_with(|| value.trim().to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_taken_from_its_section_alone() {
        let text = "[default]\naws_access_key_id = A\n# region = x\n[profile desk]\n aws_access_key_id=B\n\
                    aws_secret_access_key = s=c/r+t\nregion = eu-west-1\n[other]\nregion = us-east-1\n";
        let mut profile = Profile::default();
        take(text, "desk", &mut profile);
        assert_eq!(profile.id.as_deref(), Some("B"));
        assert_eq!(profile.secret.as_deref(), Some("s=c/r+t"));
        assert_eq!(profile.region.as_deref(), Some("eu-west-1"));
        let mut profile = Profile::default();
        take(text, "default", &mut profile);
        assert_eq!((profile.id.as_deref(), profile.region), (Some("A"), None));
    }
}
