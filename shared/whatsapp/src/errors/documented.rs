//! Graph's codes with what Meta documents for them: what tests expect of the table, here and of the worker.

use super::Action;

/// Every code that Meta's page or real traffic has shown, with what to do.
pub const CODES: &[(Action, &[i64])] = &[
    (Action::Retry, &[4, 17, 613, 80_007, 130_429, 131_057, 2_494_100]),
    (Action::PairLimit, &[131_056]),
    (Action::Reconcile, &[1, 2, 131_000, 131_016, 133_004]),
    (Action::Token, &[0, 3, 10, 190, 200, 210, 299, 131_005]),
    (
        Action::Stop,
        &[
            33, 368, 803, 131_031, 131_037, 131_042, 131_045, 131_048, 133_000, 133_005, 133_006, 133_008,
            133_009, 133_010, 133_015, 133_016, 134_011,
        ],
    ),
    (Action::StopTemplate, &[132_015, 132_016, 132_018]),
    (
        Action::GiveUp,
        &[
            130_403, 130_472, 130_497, 130_501, 131_020, 131_021, 131_026, 131_030, 131_035, 131_036,
            131_041, 131_049, 131_050, 131_051, 131_052, 131_053, 131_059, 131_062, 131_063, 131_064,
            131_200, 131_215, 132_068, 132_069, 137_000, 138_006, 139_100,
        ],
    ),
    (Action::WindowClosed, &[131_047]),
    (
        Action::FixRequest,
        &[
            100, 131_008, 131_009, 131_055, 132_000, 132_001, 132_005, 132_007, 132_012, 134_100, 134_101,
            134_102, 135_000,
        ],
    ),
];
