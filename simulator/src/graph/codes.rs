//! Graph's errors as data: Meta's table of error codes, with the HTTP statuses that it gave until January 2026.

/// One row of Meta's table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) code: i64,
    pub(super) http: u16,
    pub(super) title: &'static str,
    pub(super) details: Option<&'static str>,
}

const fn row(code: i64, http: u16, title: &'static str) -> Row {
    Row { code, http, title, details: None }
}

const fn detailed(code: i64, http: u16, title: &'static str, details: &'static str) -> Row {
    Row { code, http, title, details: Some(details) }
}

/// The row of a code. A code that is not in the table is refused with 400, as most are.
pub(super) fn find(code: i64) -> &'static Row {
    ROWS.iter().find(|row| row.code == code).unwrap_or(&UNLISTED)
}

static UNLISTED: Row = row(-1, 400, "Unknown error");

#[rustfmt::skip] // one row, one line
static ROWS: &[Row] = &[
    row(0, 401, "AuthException"),
    row(1, 400, "API Unknown"),
    detailed(2, 503, "API Service", "An unexpected error has occurred. Please retry your request later."),
    row(3, 500, "API Method"),
    row(4, 400, "API Too Many Calls"),
    row(10, 403, "Permission Denied"),
    row(33, 400, "Parameter value is not valid"),
    row(100, 400, "Invalid parameter"),
    row(190, 401, "Access token has expired"),
    row(200, 403, "API Permission"),
    row(368, 403, "Temporarily blocked for policies violations"),
    row(80007, 400, "Rate limit issues"),
    detailed(130_429, 400, "Rate limit hit", "Cloud API message throughput has been reached."),
    detailed(130_472, 400, "User's number is part of an experiment", "Failed to send message because this user's phone number is part of an experiment"),
    detailed(130_497, 403, "Business account is restricted from messaging users in this country.", "The business account is restricted from messaging users in certain countries."),
    detailed(131_000, 500, "Something went wrong", "Message failed to send due to an unknown error."),
    row(131_005, 403, "Access denied"),
    row(131_008, 400, "Required parameter is missing"),
    row(131_009, 400, "Parameter value is not valid"),
    detailed(131_016, 500, "Service unavailable", "A service is temporarily unavailable."),
    detailed(131_021, 400, "Recipient cannot be sender", "Sender and recipient phone number is the same."),
    detailed(131_026, 400, "Message undeliverable", "Message Undeliverable."),
    detailed(131_030, 400, "Recipient phone number not in allowed list", "Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again."),
    detailed(131_031, 403, "Account has been locked", "Business Account has been locked."),
    detailed(131_037, 400, "Display name approval needed", "The number needs display name approval before a message can be sent."),
    detailed(131_042, 400, "Business eligibility payment issue", "Message failed to send because there were one or more errors related to your payment method."),
    detailed(131_045, 500, "Incorrect certificate", "Message failed to send due to a phone number registration error."),
    detailed(131_047, 400, "Re-engagement message", "Message failed to send because more than 24 hours have passed since the customer last replied to this number."),
    detailed(131_048, 400, "Spam rate limit hit", "Message failed to send because there are restrictions on how many messages can be sent from this phone number."),
    detailed(131_049, 400, "This message was not delivered to maintain healthy ecosystem engagement.", "In order to maintain a healthy ecosystem engagement, the message failed to be delivered."),
    detailed(131_050, 400, "User has stopped marketing messages", "The recipient has chosen to stop receiving marketing messages from this business."),
    detailed(131_051, 400, "Unsupported message type", "Message type is not currently supported."),
    detailed(131_052, 400, "Media download error", "Unable to download the media sent by the user."),
    detailed(131_053, 400, "Media upload error", "Unable to upload the media used in the message."),
    row(131_055, 400, "Method not allowed"),
    detailed(131_056, 400, "(Business Account, Consumer Account) pair rate limit hit", "Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time."),
    detailed(131_057, 500, "Account in maintenance mode", "Business Account is in maintenance mode."),
    detailed(131_062, 400, "Recipient not supported", "Business-scoped user ids are not supported for this message."),
    row(132_000, 400, "Number of parameters does not match the expected number of params"),
    row(132_001, 404, "Template name does not exist in the translation"),
    row(132_005, 400, "Translated text too long"),
    row(132_007, 400, "Template content policy violated"),
    row(132_012, 400, "Parameter format does not match format in the created template"),
    detailed(132_015, 400, "Template is paused", "Template is paused due to low quality so it cannot be sent in a template message."),
    detailed(132_016, 400, "Template is disabled", "Template has been paused too many times due to low quality and is now permanently disabled."),
    row(132_068, 400, "Flow is in blocked state"),
    row(132_069, 400, "Flow is in throttled state"),
    row(133_000, 500, "Incomplete deregistration"),
    detailed(133_004, 503, "Server temporarily unavailable", "Server is temporarily unavailable."),
    row(133_005, 400, "Two-step verification PIN mismatch"),
    row(133_006, 400, "Phone number re-verification needed"),
    row(133_008, 400, "Too many two-step verification PIN guesses"),
    row(133_009, 400, "Two-step verification PIN guessed too fast"),
    row(133_010, 400, "Phone number not registered"),
    row(133_015, 400, "Please wait a few minutes before attempting to register this phone number"),
    row(133_016, 400, "Account register/deregister rate limit exceeded"),
    row(134_011, 400, "Payments terms not accepted"),
    row(134_100, 400, "Only marketing messages supported"),
    row(134_101, 400, "Template is not synced"),
    row(134_102, 500, "Template unavailable for use"),
    detailed(135_000, 400, "Generic user error", "Message failed to send because of an unknown error with your request parameters."),
    row(137_000, 400, "Identity key hash mismatch"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_unique() {
        assert!(ROWS.is_sorted_by(|one, next| one.code < next.code));
        assert_eq!(find(131_047).title, "Re-engagement message");
        assert_eq!(find(999_999).http, 400);
    }
}
