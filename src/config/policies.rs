//! Policies in the table `[publisher]`, such as ethics and corrections.

use serde::Serialize;

use crate::fields::{DiagnosticSink, Fields, Spanned};

/// Declares the policies once: each with its field and its key.
macro_rules! policies {
    ($($(#[$documentation:meta])+ $policy:ident = $key:literal,)+) => {
        /// Pages that state the publisher's policies, each with its schema.org property.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        pub struct Policies<T> {
            $($(#[$documentation])+ pub $policy: Option<T>,)+
        }

        impl<T> Default for Policies<T> {
            fn default() -> Self {
                Self { $($policy: None,)+ }
            }
        }

        impl<T> Policies<T> {
            /// Maps every present policy.
            pub fn and_then<U>(self, mut make: impl FnMut(T) -> Option<U>) -> Policies<U> {
                Policies { $($policy: self.$policy.and_then(&mut make),)+ }
            }

            /// Borrows every policy.
            pub fn as_ref(&self) -> Policies<&T> {
                Policies { $($policy: self.$policy.as_ref(),)+ }
            }

            /// Iterates over the present policies.
            pub fn iter(&self) -> impl Iterator<Item = &T> {
                [$(self.$policy.as_ref(),)+].into_iter().flatten()
            }
        }

        /// Reads the policies of the table.
        pub(super) fn read<'t>(
            table: &mut Fields<'t, '_>,
            problems: &mut DiagnosticSink<'_>,
        ) -> Policies<Spanned<&'t str>> {
            Policies { $($policy: table.non_empty($key, problems),)+ }
        }
    };
}

policies! {
    /// Ethics (`ethicsPolicy`).
    ethics = "ethics_policy",
    /// Corrections (`correctionsPolicy`).
    corrections = "corrections_policy",
    /// Fact checking (`verificationFactCheckingPolicy`).
    fact_checking = "fact_checking_policy",
    /// Unnamed sources (`unnamedSourcesPolicy`).
    unnamed_sources = "unnamed_sources_policy",
    /// Diversity of staff and sources (`diversityPolicy`).
    diversity = "diversity_policy",
    /// Feedback from readers (`actionableFeedbackPolicy`).
    feedback = "feedback_policy",
    /// Mission and coverage priorities (`missionCoveragePrioritiesPolicy`).
    mission = "mission",
    /// Ownership and funding (`ownershipFundingInfo`).
    ownership = "ownership",
    /// Staff (`masthead`).
    masthead = "masthead",
}
