/** Generated from shared/api/openapi.json by `npm run contract`. Do not edit. */

export interface paths {
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who calls, and the role */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The caller. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange the admin token for a cookie
         * @description For the inbox on one machine. Scripts cannot read the cookie. It lasts 30 days, and ends when the admin token changes. A call with the cookie that changes something needs a header `X-Requested-With`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The cookie is in `Set-Cookie`. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `not_found`: there is no admin token on AWS. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Remove the cookie */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The browser forgets the cookie. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `not_found`: there is no admin token on AWS. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/contacts/{person}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A number in international format with or without +, or a conversation's id. */
                person: string;
            };
            cookie?: never;
        };
        /**
         * Everything that is stored about one person
         * @description An export has pages, because a response is limited to 6 MB. `person`, `conversations`, `media` and `dead_letters` are on the first page. `make export` puts the pages together.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the previous page. */
                    before?: string;
                };
                header?: never;
                path: {
                    /** @description A number in international format with or without +, or a conversation's id. */
                    person: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PersonExport"];
                    };
                };
                /** @description `bad_cursor`, `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `owners_only`: your role is not owner. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database, the blobs or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Erase one person
         * @description Deletes everything that is keyed by the person or mentions them. A call that stopped midway can be repeated. A message that comes later begins a new conversation.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description A number in international format with or without +, or a conversation's id. */
                    person: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description What was deleted. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Erased"];
                    };
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `owners_only`: your role is not owner. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `send_in_progress`: a message to this person is being sent, and nothing was deleted. Repeat after Retry-After seconds. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database, the blobs or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Conversations, newest activity first */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the previous page. */
                    cursor?: string;
                    /** @description 1 to 100; 50 when left out. */
                    limit?: number;
                    /** @description The beginnings of words of a name or an `@username`, or the beginning of a number with its country code or as it is dialled inside its country, in any writing and without accents; or a whole user id. Finds closed conversations too. The page is in the order of the names, and begins with whoever has exactly this number or id. */
                    q?: string;
                    /** @description `all` leaves out closed conversations, unless there is a search, and has the newest activity first. `needs_person` has who has waited longest first, and `snoozed` what comes back soonest; the other lists have first what came to them last. `failed`: something that was to be sent has not arrived, and no person has written since. */
                    filter?: "all" | "unread" | "needs_person" | "failed" | "taken_over" | "closed" | "assigned" | "snoozed";
                    /** @description With the filter `assigned`, which needs it: the colleague whose conversations these are, however the name is written. */
                    assigned_to?: string;
                    /** @description Only the conversations at this business number. All of them when left out. */
                    phone_id?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page. A call examines about 500 conversations at most, and 100 with a search. So a page may hold fewer than `limit`, or none, although `next` is not null. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConversationPage"];
                    };
                };
                /** @description `bad_cursor`, `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `invalid_limit`, `invalid_filter`, `unknown_phone_id` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}": {
        parameters: {
            query?: {
                /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                phone_id?: components["parameters"]["phone_id"];
            };
            header?: never;
            path: {
                /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** One conversation */
        get: {
            parameters: {
                query?: {
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                };
                header?: never;
                path: {
                    /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The conversation. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Conversation"];
                    };
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id`, `invalid_number` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/read": {
        parameters: {
            query?: {
                /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                phone_id?: components["parameters"]["phone_id"];
            };
            header?: never;
            path: {
                /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark everything as read
         * @description During a takeover the customer sees that their messages were read.
         */
        post: {
            parameters: {
                query?: {
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                };
                header?: never;
                path: {
                    /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id`, `invalid_number` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/takeover": {
        parameters: {
            query?: {
                /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                phone_id?: components["parameters"]["phone_id"];
            };
            header?: never;
            path: {
                /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take over: the assistant pauses until handback or until the takeover ends
         * @description At its end the assistant answers what still waits.
         */
        post: {
            parameters: {
                query?: {
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                };
                header?: never;
                path: {
                    /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        /** @description A time within seven days, or `tomorrow`: when the number's business opens on the next day, or 9:00 there. Left out: as long as a takeover lasts. */
                        until?: string | null;
                    };
                };
            };
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `bad_request`, `malformed_json` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `payload_too_large`: more than 64 KiB. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id`, `invalid_number`, `invalid_field`, `unknown_field`, `bad_until`: it does not lie ahead, or too far */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/handback": {
        parameters: {
            query?: {
                /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                phone_id?: components["parameters"]["phone_id"];
            };
            header?: never;
            path: {
                /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let the assistant answer again */
        post: {
            parameters: {
                query?: {
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                };
                header?: never;
                path: {
                    /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id`, `invalid_number` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/close": {
        parameters: {
            query?: {
                /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                phone_id?: components["parameters"]["phone_id"];
            };
            header?: never;
            path: {
                /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close until the customer writes again */
        post: {
            parameters: {
                query?: {
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                };
                header?: never;
                path: {
                    /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id`, `invalid_number` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/assign": {
        parameters: {
            query?: {
                /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                phone_id?: components["parameters"]["phone_id"];
            };
            header?: never;
            path: {
                /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say who does it
         * @description Refused only if a colleague has it whom the caller does not name.
         */
        post: {
            parameters: {
                query?: {
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                };
                header?: never;
                path: {
                    /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description The colleague's name; null for nobody. */
                        to: string | null;
                        /** @description Who had it when the caller looked. */
                        from?: string | null;
                        /** @description Assign it whoever has it. */
                        override?: boolean;
                    };
                };
            };
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `bad_request`, `malformed_json` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `assigned_meanwhile`: neither the caller nor `from` nor `to` has it; `assigned_to`, `assigned_by` and `assigned_at` say who, by whom and since when. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `payload_too_large`: more than 64 KiB. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id`, `invalid_number`, `invalid_field`, `unknown_field` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/labels": {
        parameters: {
            query?: {
                /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                phone_id?: components["parameters"]["phone_id"];
            };
            header?: never;
            path: {
                /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add and remove labels
         * @description What two people change at once is all done. A label that differs from another one only in accents or capitals is the same.
         */
        post: {
            parameters: {
                query?: {
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                };
                header?: never;
                path: {
                    /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        add?: string[];
                        remove?: string[];
                    };
                };
            };
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `bad_request`, `malformed_json` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `payload_too_large`: more than 64 KiB. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id`, `invalid_number`, `invalid_field`, `unknown_field`, `too_many_labels`: a conversation has at most 20 */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/snooze": {
        parameters: {
            query?: {
                /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                phone_id?: components["parameters"]["phone_id"];
            };
            header?: never;
            path: {
                /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put it aside until a time
         * @description Until then it does not wait for a person. At that time it does, with the reason that it had or `snooze_ended`. What the customer writes before, and whatever marks it for a person, ends it.
         */
        post: {
            parameters: {
                query?: {
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                };
                header?: never;
                path: {
                    /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description Within 365 days; null ends it now.
                         */
                        until: string | null;
                    };
                };
            };
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `bad_request`, `malformed_json` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `payload_too_large`: more than 64 KiB. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id`, `invalid_number`, `invalid_field`, `unknown_field`, `bad_until`: it does not lie ahead, or too far; `now` is the server's time */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/looking": {
        parameters: {
            query?: {
                /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                phone_id?: components["parameters"]["phone_id"];
            };
            header?: never;
            path: {
                /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that a page has it open, and learn who else has
         * @description A page says it when it opens the conversation, and every 20 seconds while it is seen. A page that says nothing for 75 seconds has left.
         */
        post: {
            parameters: {
                query?: {
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                };
                header?: never;
                path: {
                    /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Chosen by the page, and the same as long as it is open. */
                        session: string;
                        /** @description How colleagues know the person. Used only where the identity has no such name. */
                        name?: string | null;
                        writing?: boolean;
                        /** @description The page has it open no longer. */
                        left?: boolean;
                    };
                };
            };
            responses: {
                /** @description Who else has it open, apart from other pages of the same person. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Looking"];
                    };
                };
                /** @description `bad_request`, `malformed_json` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `payload_too_large`: more than 64 KiB. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id`, `invalid_number`, `invalid_field`, `unknown_field` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/notes": {
        parameters: {
            query?: {
                /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                phone_id?: components["parameters"]["phone_id"];
            };
            header?: never;
            path: {
                /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /**
         * The notes of a conversation, the newest page first
         * @description Customers get no note, and no model reads one.
         */
        get: {
            parameters: {
                query?: {
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                    /** @description `next` of the page before. */
                    before?: string;
                    /** @description 1 to 100. */
                    limit?: number;
                };
                header?: never;
                path: {
                    /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page, oldest first. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NotePage"];
                    };
                };
                /** @description `bad_request`, `bad_cursor`, `invalid_limit` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id`, `invalid_number`, `invalid_limit` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Write a note */
        post: {
            parameters: {
                query?: {
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                };
                header?: {
                    /** @description 1 to 255 visible ASCII characters. A repeat by the same author within 48 hours returns the same note. */
                    "Idempotency-Key"?: string;
                };
                path: {
                    /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description A colleague is mentioned by `@` and their name. */
                        text: string;
                        /** @description How colleagues know the author. Used only where the identity has no such name: with the admin token, and where it is an id. */
                        name?: string | null;
                    };
                };
            };
            responses: {
                /** @description Written. */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Note"];
                    };
                };
                /** @description `bad_request`, `malformed_json` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_conflict` */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `payload_too_large`: more than 64 KiB. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id`, `invalid_number`, `invalid_field`, `unknown_field`, `invalid_idempotency_key` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/notes/{note}": {
        parameters: {
            query?: {
                /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                phone_id?: components["parameters"]["phone_id"];
            };
            header?: never;
            path: {
                /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                id: components["parameters"]["id"];
                /** @description The note's id. */
                note: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Change a note: its author */
        put: {
            parameters: {
                query?: {
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                };
                header: {
                    /** @description The `version` of the note that was changed, such as `"3"`. */
                    "If-Match": string;
                };
                path: {
                    /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                    id: components["parameters"]["id"];
                    /** @description The note's id. */
                    note: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description A colleague is mentioned by `@` and their name. */
                        text: string;
                    };
                };
            };
            responses: {
                /** @description Changed. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Note"];
                    };
                };
                /** @description `bad_request`, `malformed_json` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. `not_your_note`: somebody else wrote it. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation`, `unknown_note` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `note_changed`: it was changed meanwhile; `version`, `changed_by`, `changed_at` and `text` say what it is now. */
                412: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `payload_too_large`: more than 64 KiB. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id`, `invalid_number`, `invalid_field`, `unknown_field` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `if_match_missing`: send the note's `version`. */
                428: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /** Delete a note: its author */
        delete: {
            parameters: {
                query?: {
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                };
                header: {
                    /** @description The `version` of the note that was changed, such as `"3"`. */
                    "If-Match": string;
                };
                path: {
                    /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                    id: components["parameters"]["id"];
                    /** @description The note's id. */
                    note: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Deleted. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. `not_your_note`: somebody else wrote it. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation`, `unknown_note` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `note_changed`: it was changed meanwhile; `version`, `changed_by`, `changed_at` and `text` say what it is now. */
                412: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id`, `invalid_number` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `if_match_missing`: send the note's `version`. */
                428: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/merge": {
        parameters: {
            query?: {
                /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                phone_id?: components["parameters"]["phone_id"];
            };
            header?: never;
            path: {
                /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Join the thread of another conversation: the same person writes there */
        post: {
            parameters: {
                query?: {
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                };
                header?: never;
                path: {
                    /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["With"];
                };
            };
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `bad_request`, `malformed_json` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cannot_merge`: a group, a conversation at another business number, or the conversation itself. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `payload_too_large`: more than 64 KiB. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id`, `invalid_number`, `invalid_field`, `unknown_field` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/unmerge": {
        parameters: {
            query?: {
                /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                phone_id?: components["parameters"]["phone_id"];
            };
            header?: never;
            path: {
                /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a joined thread out again */
        post: {
            parameters: {
                query?: {
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                };
                header?: never;
                path: {
                    /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["With"];
                };
            };
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `bad_request`, `malformed_json` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cannot_merge`: the conversation itself. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `payload_too_large`: more than 64 KiB. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id`, `invalid_number`, `invalid_field`, `unknown_field` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/distinct": {
        parameters: {
            query?: {
                /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                phone_id?: components["parameters"]["phone_id"];
            };
            header?: never;
            path: {
                /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Two people: the hint that they may be the same person goes, on both */
        post: {
            parameters: {
                query?: {
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                };
                header?: never;
                path: {
                    /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id`, `invalid_number` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/message_versions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a corrected or deleted message said before
         * @description For supervisors: owners, and on AWS the members of the group `supervisors`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The `id` of the message. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Its versions, oldest first. Empty if the message is as it was sent. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MessageVersions"];
                    };
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `forbidden` */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_message` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messages/{phone_number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A thread, newest page first */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the previous page, or a message's id: the page then holds older messages. */
                    before?: string;
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                    /** @description 1 to 100; 50 when left out. A page has up to 100 more where they are of the same second as its oldest message. */
                    limit?: number;
                    /** @description Only the messages that have these words, in any order, in any writing and without accents: in their text, in what was said in a voice message, in a document or its name. */
                    find?: string;
                };
                header?: never;
                path: {
                    /** @description A number as people write it, a user id such as `FR.1349…`, or a conversation's id. */
                    phone_number: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page. The newest page includes the answer that the assistant is sending, if any, unless words are looked for. Then a call reads about 500 messages at most, so a page may hold fewer than `limit`, or none, although `next` is not null. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MessagePage"];
                    };
                };
                /** @description `bad_cursor`, `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `invalid_number`, `invalid_limit`, `unknown_phone_id` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/send_message": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a message of any type */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible ASCII characters. A repeat within 48 hours returns the same message and sends nothing. */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SendMessage"];
                };
            };
            responses: {
                /** @description WhatsApp accepted it. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Sent"];
                    };
                };
                /** @description The message is stored. Relais sends it, or finds out whether it was sent. Do not send it again. A message with a file always waits so: the file is handed to WhatsApp first. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Sent"];
                    };
                };
                /** @description `malformed_json` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation`, `unknown_message`, `media_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `window_closed`, `media_not_uploaded`, `media_sent`, `idempotency_conflict`, `not_failed`, `not_sent_yet`, `no_recipient`, `group_conversation`, `opted_out`: the customer opted out, and `override_opt_out` gives no reason; `template_not_sendable` */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `payload_too_large`: more than 64 KiB. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `invalid_number`, `unknown_phone_id`, `empty_text`, `text_too_long`, `message_or_template`, `invalid_field` (with the field and the limit), `unknown_field`, `template_incomplete`, `media_type_differs`, `invalid_idempotency_key` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `graph_error`: WhatsApp refused. The message is stored as failed. */
                502: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/send_message/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of the message. */
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a message that waits to be sent
         * @description A message that was certainly not sent is then shown as failed, one that may have been sent as unknown. Neither is sent any more.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The `id` of the message. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It is not sent any more. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            message: components["schemas"]["Message"];
                        };
                    };
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_message` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `already_sent`: its outcome is known or given up. `being_sent`: a call to WhatsApp is under way. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/media": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Announce a file to send
         * @description Checks its type and size against WhatsApp's limits and says where the bytes go. `kind` is what it is sent as: a document, if it is too large for anything else. The bytes go there by a `PUT` with these headers and the bytes as its body, in one piece. Then `POST /api/send_message` sends it. An upload that is not sent is deleted after a day.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewUpload"];
                };
            };
            responses: {
                /** @description The file has an id. */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Upload"];
                    };
                };
                /** @description `bad_request`, `malformed_json` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `media_too_large`: `limit` is the most bytes that WhatsApp takes. `payload_too_large` */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `media_type_not_allowed`: `allowed` lists the types. */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `invalid_field`, `unknown_field`, `media_empty` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the media store did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/media/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a file: `media.id` of a message, or of an upload. */
                id: string;
            };
            cookie?: never;
        };
        /**
         * A file
         * @description The bytes, also a range of them, or a redirect to them that is valid for ten minutes. What a browser can show or play has its own type: JPEG, PNG, WebP, GIF, PDF, sounds and videos. All else is a download of `application/octet-stream`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The id of a file: `media.id` of a message, or of an upload. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "*/*": string;
                    };
                };
                /** @description The part of it that `Range` asks for. */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "*/*": string;
                    };
                };
                /** @description It is at `Location`. */
                302: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `forbidden`: the message was deleted, and the caller is no supervisor. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `media_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `media_not_stored`: `state` is `fetching`, `failed` or `expired`. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `range_not_satisfiable`: `size` is the size of the file. */
                416: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the media store did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Cancel an upload
         * @description Deletes a file that was uploaded and not sent.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The id of a file: `media.id` of a message, or of an upload. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It is gone. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `media_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `media_sent`: it belongs to a message. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the media store did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/media/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a file: `media.id` of a message, or of an upload. */
                id: string;
            };
            cookie?: never;
        };
        /**
         * An address of a file
         * @description An address at which a browser reads the file without further headers, for ten minutes: a path of this API, or an address of the bucket. Headers and ranges are those of `GET /api/media/{id}`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The id of a file: `media.id` of a message, or of an upload. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The address. It grants the access, so keep it secret. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MediaLink"];
                    };
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `forbidden`: the message was deleted, and the caller is no supervisor. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `media_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `media_not_stored`: `state` is `fetching`, `failed` or `expired`. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the media store did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/media/{id}/bytes": {
        parameters: {
            query: {
                expires: number;
                signature: string;
            };
            header?: never;
            path: {
                /** @description The id of a file: `media.id` of a message, or of an upload. */
                id: string;
            };
            cookie?: never;
        };
        /**
         * The bytes of a file
         * @description Only on one machine, at an address from `GET /api/media/{id}/link`, which needs no other identity.
         */
        get: {
            parameters: {
                query: {
                    expires: number;
                    signature: string;
                };
                header?: never;
                path: {
                    /** @description The id of a file: `media.id` of a message, or of an upload. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "*/*": string;
                    };
                };
                /** @description The part of it that `Range` asks for. */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "*/*": string;
                    };
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `link_expired` */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `media_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `media_not_stored` */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `range_not_satisfiable` */
                416: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the media store did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * The bytes of an upload
         * @description Only on one machine, at an address from `POST /api/media`, which needs no other identity. A body of another size than announced leaves nothing. Until the file is sent the bytes may come again; those that end last count. Bytes that end after that are refused with `media_sent`, also if they began before.
         */
        put: {
            parameters: {
                query: {
                    expires: number;
                    signature: string;
                };
                header?: never;
                path: {
                    /** @description The id of a file: `media.id` of a message, or of an upload. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "*/*": string;
                };
            };
            responses: {
                /** @description They are stored. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `bad_request`, `media_cut_off` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `link_expired` */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `media_not_found`: there is no such upload, or it was cancelled. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `media_sent` */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `media_size_differs` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the media store did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What changed since a cursor */
        get: {
            parameters: {
                query?: {
                    /** @description `cursor` of the previous response. If it is left out, the response holds only the present cursor. */
                    since?: string;
                    /** @description The id of the open conversation: what changed at its newest 50 messages is returned, however long it has been quiet. With `named`, only if it is among these. */
                    conversation?: string;
                    /** @description Ids of conversations that have changed, as `GET /api/changes/stream` told; at most 100, with commas between. With it, even empty, the conversations that were active in the last ten minutes are not examined for new statuses. */
                    named?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A change may be returned twice; none is left out. Many come in pages: while `more` is true, the next call has further ones. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Changes"];
                    };
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `stale_cursor`: load everything again, and ask for a new cursor. */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which conversations change, at once
         * @description Server-sent events without names. Each is `{"conversations": [ids]}`, with `null` in place of the list when too many changed to name them. Comments come every 20 seconds. A stream lasts 15 minutes: open another one, and call `GET /api/changes` then, because no stream says what changed in between.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Events, until the caller or the server ends the stream. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `no_stream`: the server cannot tell, as on AWS. Poll `GET /api/changes`. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description 200 streams are open: poll, and repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The account's message templates, at most a minute old */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description All of them, whatever their status. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TemplateList"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `not_configured` */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `graph_error` */
                502: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/facts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read a file as facts
         * @description The text of a PDF, DOCX, CSV, TXT or MD file as Markdown, to be put into the facts of `PUT /api/settings`. Nothing is stored. Headings, lists and tables of a DOCX stay, and CSV becomes a table. Text may be in UTF-8, UTF-16 or Windows-1252. The file has at most 4 MB.
         */
        post: {
            parameters: {
                query?: {
                    /**
                     * @description The file's name, which says its type by its ending. Without one, `Content-Type` says it.
                     * @example menu.pdf
                     */
                    name?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": string;
                };
            };
            responses: {
                /** @description The text, or its beginning. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactsRead"];
                    };
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `owners_only`: your role is not owner. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `facts_too_large` */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `facts_type_unknown` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `facts_empty`, `facts_unreadable`, `facts_encrypted`, `facts_without_text`: the file is a scan or a picture */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Another file is being read: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings": {
        parameters: {
            query?: {
                /** @description The business number. When left out: the default one. */
                phone_id?: components["parameters"]["settings_phone_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the assistant of a business number knows and may do */
        get: {
            parameters: {
                query?: {
                    /** @description The business number. When left out: the default one. */
                    phone_id?: components["parameters"]["settings_phone_id"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The newest version. Version 0: nothing was saved yet. */
                200: {
                    headers: {
                        /**
                         * @description The version in quotes, for `If-Match`.
                         * @example "3"
                         */
                        ETag?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "phone_id": "100000000000001",
                         *       "version": 3,
                         *       "changed_at": "2026-11-28T08:00:00Z",
                         *       "changed_by": "Ada",
                         *       "settings": {
                         *         "instructions": "You answer for the bakery Levain. Never promise a delivery time.",
                         *         "time_zone": "Europe/Paris",
                         *         "hours": {
                         *           "tuesday": [
                         *             "07:00-13:00",
                         *             "15:30-19:30"
                         *           ],
                         *           "saturday": [
                         *             "07:00-19:30"
                         *           ],
                         *           "exceptions": [
                         *             {
                         *               "from": "2026-12-25",
                         *               "to": "2026-12-26",
                         *               "name": "Noël",
                         *               "hours": []
                         *             }
                         *           ]
                         *         },
                         *         "out_of_hours": "note",
                         *         "texts": {
                         *           "closed": {
                         *             "fr": "Nous sommes fermés. Réponse dès l'ouverture.",
                         *             "en": "We are closed and answer when we open."
                         *           }
                         *         }
                         *       },
                         *       "defaults": {
                         *         "instructions": "You are a helpful assistant of this business.",
                         *         "time_zone": "Europe/Paris",
                         *         "language": "en",
                         *         "assistant": true,
                         *         "voice": true,
                         *         "pictures": true,
                         *         "documents": true,
                         *         "max_replies_per_hour": 30,
                         *         "max_replies_per_day": 100,
                         *         "texts": {
                         *           "closed": {
                         *             "en": "We are closed right now."
                         *           },
                         *           "fallback": {
                         *             "en": "Thank you for your message. A person will answer you."
                         *           },
                         *           "handed_over": {
                         *             "en": "A person will answer you."
                         *           },
                         *           "opt_out": {
                         *             "en": "You will receive no more messages."
                         *           }
                         *         }
                         *       }
                         *     }
                         */
                        "application/json": components["schemas"]["SettingsState"];
                    };
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Save the settings of a business number, as a new version
         * @description The body replaces all settings: a field that is left out has its default again. They act within a minute. To go back, save the settings of an earlier version.
         */
        put: {
            parameters: {
                query?: {
                    /** @description The business number. When left out: the default one. */
                    phone_id?: components["parameters"]["settings_phone_id"];
                };
                header: {
                    /** @description The `ETag` of the version that was changed, such as `"3"`; `"0"` when nothing was saved yet. */
                    "If-Match": string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            responses: {
                /** @description Saved. */
                200: {
                    headers: {
                        /**
                         * @description The version in quotes, for `If-Match`.
                         * @example "3"
                         */
                        ETag?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SettingsState"];
                    };
                };
                /** @description `malformed_json`, `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `owners_only`: your role is not owner. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `settings_changed`: somebody saved meanwhile; `version`, `changed_by` and `changed_at` say who and when. */
                412: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "type": "about:blank#settings_changed",
                         *       "title": "The settings have changed",
                         *       "status": 412,
                         *       "detail": "Somebody saved other settings meanwhile. Load them, and save again.",
                         *       "code": "settings_changed",
                         *       "version": 4,
                         *       "changed_by": "Ada",
                         *       "changed_at": "2026-11-28T08:00:00Z"
                         *     }
                         */
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `payload_too_large`: more than 256 KiB. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `invalid_settings`, with every field that is wrong in `problems`; `unknown_phone_id` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "type": "about:blank#invalid_settings",
                         *       "title": "The settings cannot be saved",
                         *       "status": 422,
                         *       "detail": "Correct the fields that are named, and save again.",
                         *       "code": "invalid_settings",
                         *       "problems": [
                         *         {
                         *           "field": "texts.greeting",
                         *           "detail": "it has 900 characters, and at most 500 are taken: shorten it"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `if_match_missing`: send the `ETag` of the version that was changed. */
                428: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings/versions": {
        parameters: {
            query?: {
                /** @description The business number. When left out: the default one. */
                phone_id?: components["parameters"]["settings_phone_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The versions of the settings, newest first */
        get: {
            parameters: {
                query?: {
                    /** @description The business number. When left out: the default one. */
                    phone_id?: components["parameters"]["settings_phone_id"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description At most 50. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SettingsVersions"];
                    };
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings/versions/{version}": {
        parameters: {
            query?: {
                /** @description The business number. When left out: the default one. */
                phone_id?: components["parameters"]["settings_phone_id"];
            };
            header?: never;
            path: {
                /** @description Its number. */
                version: number;
            };
            cookie?: never;
        };
        /** One version of the settings */
        get: {
            parameters: {
                query?: {
                    /** @description The business number. When left out: the default one. */
                    phone_id?: components["parameters"]["settings_phone_id"];
                };
                header?: never;
                path: {
                    /** @description Its number. */
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description That version, with the defaults of today. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SettingsState"];
                    };
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_version` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/failures": {
        parameters: {
            query?: {
                /** @description The business number. When left out: the default one. */
                phone_id?: components["parameters"]["settings_phone_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events for the business's own systems that could not be sent
         * @description Those of the last 30 days, the latest first. An event is tried for a day before it is here.
         */
        get: {
            parameters: {
                query?: {
                    /** @description The business number. When left out: the default one. */
                    phone_id?: components["parameters"]["settings_phone_id"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The failures, at most 500. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventFailures"];
                    };
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/failures/{id}/retry": {
        parameters: {
            query?: {
                /** @description The business number. When left out: the default one. */
                phone_id?: components["parameters"]["settings_phone_id"];
            };
            header?: never;
            path: {
                /** @description The `id` of the failure. */
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an event again
         * @description It is tried for a day again. It keeps its id.
         */
        post: {
            parameters: {
                query?: {
                    /** @description The business number. When left out: the default one. */
                    phone_id?: components["parameters"]["settings_phone_id"];
                };
                header?: never;
                path: {
                    /** @description The `id` of the failure. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It is queued, and off the list. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `owners_only`: your role is not owner. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_event` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/push": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The key with which a browser subscribes to Web Push
         * @description One for the deployment, made with the first call.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The key. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PushKey"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Tell this browser when a customer waits for a person
         * @description Also for a browser that is told already: it is told for 30 days after its last call. The messages are empty. Of more than 50 browsers, those whose last call is the oldest are told no longer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description The `endpoint` of the browser's PushSubscription: an https address of the push service of Chrome, Edge, Firefox or Safari. */
                        endpoint: string;
                    };
                };
            };
            responses: {
                /** @description It is told from now on. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PushBrowser"];
                    };
                };
                /** @description `malformed_json`, `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `payload_too_large` */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `invalid_field`, `unknown_field`, `unknown_push_service` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/push/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of the browser. */
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Tell this browser no longer */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The `id` of the browser. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It is not told any more, or was not. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage": {
        parameters: {
            query?: {
                /** @description The business number. When left out: the default one. */
                phone_id?: components["parameters"]["settings_phone_id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened at a business number on each day
         * @description Counters of the last 400 days, by the days of the number's time zone. The last minute may be missing. With `Accept: text/csv` or `format=csv` the same as CSV (RFC 4180), a line a day.
         */
        get: {
            parameters: {
                query?: {
                    /** @description The business number. When left out: the default one. */
                    phone_id?: components["parameters"]["settings_phone_id"];
                    /** @description The first day. When left out: 29 days before the last. */
                    from?: string;
                    /** @description The last day. When left out: today. */
                    to?: string;
                    /** @description It goes before `Accept`. */
                    format?: "json" | "csv";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The days on which something happened, the earliest first. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Usage"];
                        "text/csv; charset=utf-8": string;
                    };
                };
                /** @description `bad_days`, `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What works, what is simulated, and whether sending is stopped */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The API works; `status` is `degraded` while sending is stopped. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database cannot be read. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This description */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description This document. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, unknown>;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/media/{id}/fetch": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `media.id` of the message. */
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fetch a customer's file again
         * @description For a file that could not be fetched, while WhatsApp has it: for seven days. A file that is stored already is left as it is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The `media.id` of the message. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It is being fetched, or is stored already. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            message: components["schemas"]["Message"];
                        };
                    };
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_message` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `media_gone`: WhatsApp no longer has it, or never had it. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/typing": {
        parameters: {
            query?: {
                /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                phone_id?: components["parameters"]["phone_id"];
            };
            header?: never;
            path: {
                /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show the customer that a person is typing
         * @description Shown for 25 seconds, if the 24-hour window is open and the customer's newest message has no answer yet. Call it at most every 20 seconds while somebody types: calls in between change nothing. Their messages count as read then.
         */
        post: {
            parameters: {
                query?: {
                    /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
                    phone_id?: components["parameters"]["phone_id"];
                };
                header?: never;
                path: {
                    /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Whether the customer sees it. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Typing"];
                    };
                };
                /** @description `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_phone_id`, `invalid_number` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the assistant for an answer that is not sent
         * @description Either `conversation`: what it would write next to this customer. Or `messages`: what a customer of this made up conversation would get, by the number's settings or by `settings`, which need not be saved. A worker writes it with the code that answers customers. Tools that change something are not called.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Our id of a conversation. */
                        conversation?: string;
                        phone_id?: string;
                        settings?: components["schemas"]["Settings"];
                        /** @description Oldest first, 64 KiB at most. The last one is the customer's. */
                        messages?: {
                            /** @enum {unknown} */
                            from: "customer" | "business";
                            text: string;
                        }[];
                    };
                };
            };
            responses: {
                /** @description It is being written. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DraftAccepted"];
                    };
                };
                /** @description `malformed_json`, `bad_request` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. `owners_only`: only owners may try settings that are not saved. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_conversation` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `payload_too_large` */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `invalid_settings`, `unknown_phone_id`, `invalid_field`, `unknown_field` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/drafts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the assistant wrote
         * @description Kept for a day.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description What was written, as far as it is. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Draft"];
                    };
                };
                /** @description No valid identity. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `agents_only`: your role is viewer. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unknown_draft` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description An internal error. The log has its cause under the document's `id`. */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The database or the queue did not answer: repeat after Retry-After seconds. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        PushKey: {
            /** @description A point of P-256 in base64url, for `applicationServerKey`. */
            public_key: string;
        };
        PushBrowser: {
            /** @description Names the browser when it is to be told no longer. */
            id: string;
        };
        Me: {
            /** @description As colleagues see it; null with the admin token, which names nobody. */
            name: string | null;
            /**
             * @description A viewer reads. An agent also serves customers. An owner also changes settings, exports, erases and sends events again.
             * @enum {string}
             */
            role: "viewer" | "agent" | "owner";
        };
        Looking: {
            others: {
                name: string | null;
                writing: boolean;
            }[];
        };
        /** @description What people wrote for each other. */
        Note: {
            id: string;
            /** Format: date-time */
            at: string;
            /** @description Null for a caller with the admin token who gave no name. */
            author: string | null;
            /** @description The caller wrote it, and may change it. */
            own: boolean;
            text: string;
            /** @description The names behind an `@`. */
            mentions: string[];
            /** @description For `If-Match`. */
            version: number;
            /** Format: date-time */
            edited_at: string | null;
        };
        NotePage: {
            notes: components["schemas"]["Note"][];
            /** @description `before` for older ones. */
            next: string | null;
        };
        Conversation: {
            /** @description A conversation that was joined into another one is answered with the other one, and its id. */
            id: string;
            /** @description Meta's id of the business number that the conversation is at. */
            phone_id: string;
            /** @description That number in international format with a leading +; null until Meta has named it. */
            business_number: string | null;
            /** @description In international format with a leading +; null for a customer who hides it. */
            phone_number: string | null;
            /** @description Meta's id of the person: `FR.1349…`. */
            user_id: string | null;
            name: string | null;
            username: string | null;
            /** @description Set for the conversation of a group. It can be read, and nothing can be sent to it. */
            group: {
                /** @description Meta's id of the group. */
                id: string;
            } | null;
            /** @description A conversation that may be with the same person, until a merge or `distinct` settles it. */
            perhaps_same_as: components["schemas"]["OtherPerson"] | null;
            /** @description The conversations whose threads are shown as part of this one. Where one of them gives the whole its name and number, it has here those of the first, so that both can be seen. */
            merged: components["schemas"]["OtherPerson"][];
            unread: number;
            last_message: components["schemas"]["LastMessage"] | null;
            /** Format: date-time */
            last_activity: string;
            /** @description A person answers instead of the assistant. Null once it has ended. */
            takeover: {
                /** Format: date-time */
                until: string;
                by: string | null;
            } | null;
            /**
             * Format: date-time
             * @description Since when something that was to be sent has not arrived, or perhaps not. Null once a person has written or closed the conversation.
             */
            failed_since: string | null;
            needs_person: {
                /** @enum {unknown} */
                reason: "model_failed" | "assistant_off" | "window_closed" | "rate_cap" | "send_failed" | "sending_stopped" | "nobody_answered" | "opted_out" | "unreadable" | "missed_call" | "day_cap" | "model_budget" | "outcome_unknown" | "corrected" | "not_understood" | "cancelled" | "closed" | "asked_for_person" | "handed_over" | "tool_in_doubt" | "tool_acted" | "not_helped" | "snooze_ended";
                /** Format: date-time */
                since: string;
            } | null;
            /**
             * Format: date-time
             * @description 24 hours after the customer's last message; null when they never wrote.
             */
            window_closes_at: string | null;
            /** @description Whether a text may be sent now; a template always may. */
            window_open: boolean;
            /** @description The customer wrote STOP: no automatic answers, and no templates. */
            opted_out: boolean;
            /** @description The customer stopped marketing messages in WhatsApp: no marketing templates. */
            marketing_opted_out: boolean;
            closed: boolean;
            /** @description The assistant is writing right now. */
            answering: boolean;
            /** @description What the assistant said when it handed over to a person, until a person is done with it. The texts are the model's and may be empty. */
            handed_over: {
                reason: string;
                /** @description What happened so far, in about two lines. */
                summary: string;
                /** @description What the customer wants. */
                wants: string;
                /** Format: date-time */
                at: string;
            } | null;
            /** @description Who does it. */
            assigned_to: {
                to: string;
                /** @description Who assigned it. */
                by: string | null;
                /** Format: date-time */
                at: string;
            } | null;
            /** @description At most 20, or those of two joined conversations. */
            labels: string[];
            /**
             * Format: date-time
             * @description Until when it is put aside. It may have passed: then it waits for a person, until somebody writes, closes it or puts it aside again.
             */
            snoozed_until: string | null;
            /** @description Colleagues whom a note mentions and who have not opened it since, as the note has them. */
            mentioned: string[];
            /**
             * Format: date-time
             * @description When a note was last written, changed or deleted: then the notes are to be loaded again.
             */
            noted_at: string | null;
            /** @description Calls of tools that change something, of which no answer of the assistant tells the customer. Empty unless a person answers or should. */
            called: {
                /** @description The tool's name. */
                name: string;
                /**
                 * @description `in_doubt`: it is not known whether it was done.
                 * @enum {unknown}
                 */
                outcome: "done" | "in_doubt";
                /** @description The beginning of what the tool answered, if it did. */
                said: string | null;
            }[];
        };
        /** @description Who another conversation is with. */
        OtherPerson: {
            /** @description The other conversation's id. */
            id: string;
            name: string | null;
            username: string | null;
            phone_number: string | null;
        };
        With: {
            /** @description The other conversation's id. */
            with: string;
        };
        LastMessage: {
            content: string;
            direction: components["schemas"]["Direction"];
            /** Format: date-time */
            timestamp: string;
            status: components["schemas"]["Status"];
        };
        /** @enum {unknown} */
        Direction: "inbound" | "outbound";
        /**
         * @description The furthest status that the message has reached. `unknown`: it is not known whether it arrived, and it is not repeated; `error.advice` says what to do. A later status replaces it.
         * @enum {unknown}
         */
        Status: "received" | "pending" | "sent" | "delivered" | "read" | "played" | "failed" | "unknown";
        Message: {
            /** @description Relais' id of the message. `before`, `reply_to` and `resend_of` take it. */
            id: string;
            /** @description Meta's wamid; null until it is known. */
            message_id: string | null;
            /** @description In a joined thread: of the conversation that the message was written in. */
            conversation_id: string;
            /** @description Meta's id of the business number that received or sent it. */
            phone_id: string;
            direction: components["schemas"]["Direction"];
            from_number: string | null;
            /** @description Who wrote it, in a group. */
            from_name: string | null;
            to_number: string | null;
            /** @description Meta's type. */
            type: string;
            /** @description The text, or one line that describes the message. */
            content: string;
            /** Format: date-time */
            timestamp: string;
            status: components["schemas"]["Status"];
            /** @description Each status that Meta reported, with the first time it was reached. */
            statuses: {
                [key: string]: string;
            };
            error: {
                /** @description Graph's code; null when Graph gave none. */
                code: number | null;
                title: string;
                detail: string | null;
                advice: string;
            } | null;
            /** @enum {unknown} */
            sent_by: "assistant" | "agent" | "app" | null;
            /** @description The wamid of the message it quotes. */
            reply_to: string | null;
            /** @description The id of the message that this one repeats: it failed, or it is not known whether it arrived. */
            resend_of: string | null;
            /** @description Why a person sent it although the customer had opted out. Absent if they had not. */
            override_reason?: string;
            /**
             * Format: date-time
             * @description When its sender deleted it for everyone. Then `content` is empty.
             */
            deleted_at: string | null;
            /**
             * Format: date-time
             * @description When its sender last corrected it. `content` is what it says now.
             */
            edited_at: string | null;
            /** @description It waits to be sent and may be cancelled, unless a call is just under way. */
            cancellable: boolean;
            location?: {
                latitude: number | null;
                longitude: number | null;
                name: string | null;
                address: string | null;
            };
            media?: components["schemas"]["File"];
            reaction?: {
                message_id: string | null;
                /** @description Null when the reaction was removed. */
                emoji: string | null;
            };
            contacts?: {
                name: string | null;
                company: string | null;
                phones: string[];
                emails?: string[];
            }[];
            order?: {
                catalog_id: string | null;
                /** @description What the customer wrote beside it. */
                text: string | null;
                items: {
                    product: string | null;
                    quantity: number | null;
                    /** @description Of one. */
                    price: number | null;
                    currency: string | null;
                }[];
                /** @description Absent unless everything has one currency. */
                total?: number | null;
            };
            form?: {
                name: string | null;
                fields: {
                    label: string;
                    value: string;
                }[];
            };
            /** @description The business's own message with buttons, a list, a link or a request for the location. A file above the buttons is in `media`. */
            interactive?: components["schemas"]["Interactive"];
            /** @description For `call`: a call of the customer. */
            call?: {
                /** @enum {unknown} */
                direction: "inbound";
                /** @description `missed`: nobody answered it. */
                status: string | null;
                /**
                 * Format: date-time
                 * @description When it ended, by Meta's clock.
                 */
                at: string | null;
            };
            /** @description What the assistant's answer rests on. Null: on nothing in particular. */
            rests_on: components["schemas"]["RestsOn"] | null;
        };
        ConversationPage: {
            conversations: components["schemas"]["Conversation"][];
            /** @description `cursor` for the next page. Null at the end. */
            next: string | null;
        };
        MessagePage: {
            /** @description Oldest first. */
            messages: components["schemas"]["Message"][];
            /** @description `before` for the page with older messages. Null at the beginning of the thread. */
            next: string | null;
        };
        Changes: {
            conversations: components["schemas"]["Conversation"][];
            messages: components["schemas"]["Message"][];
            /** @description The ids in `named` and `conversation` that have no conversation, because the person was erased: show nothing of them any more. */
            gone: string[];
            /** @description `since` for the next call. */
            cursor: string;
            /** @description Whether there are more changes: call again at once. */
            more: boolean;
            /**
             * Format: date-time
             * @description The server's time.
             */
            now: string;
        };
        SendMessage: {
            /** @description A number as people write it, a user id such as `FR.1349…`, or a conversation's id. */
            to_number: string;
            /** @description The business number that sends. When left out: the conversation's, else the first number. */
            from_phone_id?: string | null;
            /** @description A text of 1 to 4,096 characters. Give exactly one of `message`, `template`, `media`, `interactive`, `location`, `contacts` and `reaction`. Only a template may be sent outside the 24-hour window. */
            message?: string | null;
            /** @description With `message`: whether its first link is shown with a preview. When left out: true. */
            preview_url?: boolean | null;
            template?: {
                name: string;
                language: string;
                /** @description The parameters, in Meta's form. A header's file can be one that was uploaded: `{"type": "image", "image": {"file": "upload-…"}}`. Each part that the template needs is checked before Graph is called, and so is that it has no other. A template that is not in the account's list goes to Graph unchecked, and so does any while the list cannot be read. */
                components?: Record<string, unknown>[] | null;
            } | null;
            media?: {
                /** @description The id that POST /api/media returned. All bytes must have come. */
                id: string;
                /** @description The text under a picture, video or document: at most 1,024 characters. */
                caption?: string | null;
                /** @description A sound is shown as a voice message. It must be `audio/ogg` with Opus. */
                voice?: boolean | null;
                /**
                 * @description What it is sent as. When left out: as what its type is usually sent.
                 * @enum {unknown}
                 */
                as?: "image" | "video" | "audio" | "document" | "sticker" | null;
            } | null;
            interactive?: components["schemas"]["Interactive"] | null;
            location?: {
                /** @description Degrees north, from -90 to 90. */
                latitude: number | string;
                /** @description Degrees east, from -180 to 180. */
                longitude: number | string;
                /** @description The place's name. */
                name?: string | null;
                /** @description The place's address. */
                address?: string | null;
            } | null;
            contacts?: Record<string, unknown>[] | null;
            reaction?: {
                /** @description The message of the same conversation: its id, or its wamid. Not itself a reaction: WhatsApp delivers no reaction to one. */
                message_id: string;
                /** @description One emoji. Empty: the reaction is taken back. */
                emoji: string;
            } | null;
            /** @description The message of the same conversation to quote: its id, or its wamid if it is among the newest 300. Not with `reaction`. */
            reply_to?: string | null;
            /** @description The id of the message that is sent again: it failed, or it is not known whether it arrived. Without a content, what it said is sent; a template must be given again. */
            resend_of?: string | null;
            /** @description The reason to send a template although the customer opted out. It is kept with the message. */
            override_opt_out?: string | null;
        };
        Sent: {
            /**
             * @description `success`: WhatsApp accepted it. `pending`: it is stored, and its outcome is still open. `unknown`: an earlier call stored it, and it is not known whether it arrived.
             * @enum {unknown}
             */
            status: "success" | "pending" | "unknown";
            message: components["schemas"]["Message"];
            /** @description What a pending message waits for, or what to do about an unknown one. */
            advice?: string;
        };
        TemplateList: {
            templates: {
                name: string;
                language: string;
                category: string | null;
                /** @description Only APPROVED ones can be sent. */
                status: string;
                /** @description Meta's: GREEN, YELLOW, RED, or UNKNOWN while little was sent. */
                quality: string | null;
                /** @description Meta's, such as INVALID_FORMAT. */
                rejected_reason: string | null;
                /** @description The text with its placeholders. */
                body: string | null;
                /** @description As Meta gives them. */
                components: unknown[];
                parts: components["schemas"]["TemplateParts"];
                /** @description What a send fills in, in the order of the message. */
                needs: components["schemas"]["TemplateNeed"][];
                /** @description Meta sends it, and a form can ask for all that it needs. */
                sendable: boolean;
                /** @description Why it is not `sendable`, for people. */
                why_not: string | null;
            }[];
        };
        Health: {
            /** @enum {unknown} */
            status: "ok" | "degraded";
            simulated: {
                meta: boolean;
                model: boolean;
            };
            /** @enum {unknown} */
            assistant: "on" | "off";
            /** @description Of the number whose service messages have been stopped for longest, or of none. When only templates are stopped, `status` is `degraded` and nothing is stopped here. */
            sending: components["schemas"]["Sending"];
            /** @description The business numbers, the default one first. Empty while the database cannot be read. */
            numbers: {
                /** @description Meta's id of the number. */
                phone_id: string;
                /** @description Of the service messages: answers, and texts of people. */
                sending: components["schemas"]["Sending"];
                templates: components["schemas"]["Sending"];
            }[];
            /** @description The conversations that are marked for a person. */
            waiting: {
                /** @description Counted up to 100. */
                count: number;
                /**
                 * Format: date-time
                 * @description Since when the one waits that has waited for longest.
                 */
                oldest: string | null;
            };
            /** @description The ceilings that hold for the whole deployment. */
            ceilings: {
                /** @description The model's tokens today (UTC), if there is a limit. Once it is reached, messages are marked for a person, and `status` is `degraded`. */
                model_tokens: {
                    used: number;
                    ceiling: number;
                    reached: boolean;
                } | null;
            };
            /** @description What Meta reports about the account, the numbers and the templates and a person must know, dangers first. Each ends by the opposite report, or after its time. With a danger, `status` is `degraded`. */
            notices: {
                /** @description Stable, such as `template_paused`. */
                code: string;
                /** @enum {unknown} */
                severity: "warning" | "danger";
                /** @description The template or the number. Empty for the account. */
                subject: string;
                text: string;
                /** @description What to do. */
                advice: string;
                /** @description Meta's own words. */
                detail: string | null;
                /** Format: date-time */
                since: string;
                /** Format: date-time */
                until: string;
            }[];
            checks: {
                /** @enum {unknown} */
                database: "ok" | "error";
            };
            /** Format: date-time */
            now: string;
        };
        FactsRead: {
            /** @description At most 100,000 bytes of UTF-8. */
            markdown: string;
            /** @description How many characters it has. */
            characters: number;
            /** @description The file goes on after it. */
            cut: boolean;
        };
        /** @description A field that is left out has its default. */
        Settings: {
            /** @description False: customers wait for a person. */
            assistant?: boolean;
            /** @description What the assistant is, how it speaks, and what it must never say: at most 20,000 bytes of UTF-8. */
            instructions?: string;
            /** @description What the business knows, in Markdown: at most 100,000 bytes of UTF-8. Up to 20,000 bytes go whole into each question to the model; of more, the parts that fit the question do. */
            facts?: string;
            /** @description An IANA name, such as `Europe/Paris`. */
            time_zone?: string;
            hours?: components["schemas"]["OpeningHours"];
            /**
             * @description `answer`: as in opening hours. `note`: the first answer ends with the text `closed`. `tell`: only the text `closed`, and then a person answers.
             * @enum {unknown}
             */
            out_of_hours?: "answer" | "note" | "tell";
            /** @description Of the texts, where the customer's language is unknown. */
            language?: components["schemas"]["SettingsLanguage"];
            texts?: {
                greeting?: components["schemas"]["ShortText"];
                closed?: components["schemas"]["ShortText"];
                fallback?: components["schemas"]["LongText"];
                handed_over?: components["schemas"]["LongText"];
                opt_out?: components["schemas"]["LongText"];
            };
            /** @description The name of the language model. */
            model?: string;
            /**
             * @description Of the answers.
             * @enum {unknown}
             */
            length?: "short" | "medium" | "long";
            /** @description Whether the assistant hears voice messages. */
            voice?: boolean;
            /** @description Whether the assistant sees pictures. */
            pictures?: boolean;
            /** @description Whether the assistant reads documents. */
            documents?: boolean;
            /** @description A customer who writes one of them gets a person. */
            words_for_person?: string[];
            /** @description In one conversation. */
            max_replies_per_hour?: number;
            /** @description In one conversation. */
            max_replies_per_day?: number;
            price?: components["schemas"]["Price"];
            /** @description Whether the assistant may offer buttons and lists. When left out: it may. */
            buttons?: boolean;
            tools?: components["schemas"]["OwnTool"][];
            mcp?: components["schemas"]["McpServer"][];
            /** @description Whether a customer is asked, with two buttons, if they were helped, once a person has closed the conversation. The default is false. */
            satisfaction?: boolean;
            events?: components["schemas"]["EventsOut"];
        };
        /** @enum {unknown} */
        SettingsLanguage: "fr" | "en" | "es" | "pt" | "ar";
        /** @description One for all, or by language. */
        ShortText: string | {
            fr?: string;
            en?: string;
            es?: string;
            pt?: string;
            ar?: string;
        };
        /** @description One for all, or by language. */
        LongText: string | {
            fr?: string;
            en?: string;
            es?: string;
            pt?: string;
            ar?: string;
        };
        /** @description Such as `09:00-12:30`. `18:00-02:00` ends on the next day; `00:00-24:00` is the whole day. Empty: closed. */
        DayHours: string[];
        /** @description A day without entry is closed. Without `hours` the business is always open. */
        OpeningHours: {
            monday?: components["schemas"]["DayHours"];
            tuesday?: components["schemas"]["DayHours"];
            wednesday?: components["schemas"]["DayHours"];
            thursday?: components["schemas"]["DayHours"];
            friday?: components["schemas"]["DayHours"];
            saturday?: components["schemas"]["DayHours"];
            sunday?: components["schemas"]["DayHours"];
            /** @description Days with other hours. */
            exceptions?: {
                /** Format: date */
                from: string;
                /**
                 * Format: date
                 * @description The last day. Left out: one day.
                 */
                to?: string;
                name?: string;
                hours: components["schemas"]["DayHours"];
            }[];
        };
        SettingsState: {
            phone_id: string;
            /** @description 0: nothing was saved yet. */
            version: number;
            /** Format: date-time */
            changed_at: string | null;
            /** @description Null with an admin token, which names nobody. */
            changed_by: string | null;
            /** @description Only what is set. */
            settings: components["schemas"]["Settings"];
            defaults: components["schemas"]["SettingsDefaults"];
        };
        /** @description What holds where nothing is set. */
        SettingsDefaults: {
            instructions: string;
            time_zone: string;
            language: components["schemas"]["SettingsLanguage"];
            assistant: boolean;
            voice: boolean;
            pictures: boolean;
            documents: boolean;
            max_replies_per_hour: number;
            max_replies_per_day: number;
            texts: {
                closed: components["schemas"]["DefaultText"];
                fallback: components["schemas"]["DefaultText"];
                handed_over: components["schemas"]["DefaultText"];
                opt_out: components["schemas"]["DefaultText"];
            };
        };
        /** @description By language. */
        DefaultText: {
            fr?: string;
            en?: string;
            es?: string;
            pt?: string;
            ar?: string;
        };
        /** @description Where the events of a business number go, signed by the Standard Webhooks scheme. */
        EventsOut: {
            /** @description An https address. http is for networks that the deployment allows. */
            url: string;
            /** @description `whsec_` and the base64 of 24 to 64 bytes. It is written only, and never read back. */
            secret?: string;
            /** @description There is a secret. Sent back as true without `secret`, it is kept, for the same address only. */
            has_secret?: boolean;
            types: components["schemas"]["EventType"][];
        };
        /** @enum {unknown} */
        EventType: "message.received" | "message.sent" | "message.failed" | "conversation.handed_over";
        EventFailures: {
            failures: {
                /** @description The `webhook-id`. */
                id: string;
                type: components["schemas"]["EventType"];
                /**
                 * Format: date-time
                 * @description When it was given up.
                 */
                at: string;
                tries: number;
                /** @description What the receiver last answered. */
                last_status: number | null;
                /** @description Why, and what to do, in the caller's language. */
                problem: string;
            }[];
        };
        /** @description What the provider of the language model charges, for a million tokens. */
        Price: {
            /** @description For what the model reads. */
            prompt: number;
            /** @description For what it reads from the provider's cache. When left out: as `prompt`. */
            cached?: number;
            /** @description For what it writes. */
            answer: number;
            /** @description By ISO 4217. */
            currency: string;
        };
        Usage: {
            days: components["schemas"]["UsageOfDay"][];
            /** @description Of `cost`, by ISO 4217. Null: the settings have no price. */
            currency: string | null;
        };
        UsageOfDay: {
            /** Format: date */
            day: string;
            /** @description Messages of customers. */
            received: number;
            /** @description Answers of the model. */
            answers: number;
            /** @description Times that the model could not answer, and the customer got the text `fallback`. */
            fallbacks: number;
            /** @description Conversations that were marked for a person, by the reason, as in a conversation's `needs_person`. */
            hand_overs: {
                [key: string]: number;
            };
            tokens: {
                /** @description What the model read, with what came from the cache. */
                prompt: number;
                /** @description Of these, from the provider's cache. */
                cached: number;
                answer: number;
            };
            /** @description By the present price. Null: the settings have none. */
            cost: number | null;
            /** @description Answers of the model, by the time from the oldest message that waited. */
            time_to_answer: {
                under_5s: number;
                under_15s: number;
                under_60s: number;
                longer: number;
            };
            satisfaction: {
                good: number;
                bad: number;
            };
        };
        SettingsVersions: {
            versions: {
                version: number;
                /** Format: date-time */
                changed_at: string;
                changed_by: string | null;
            }[];
        };
        /** @description Whether sending from a number is stopped, by which of Graph's codes, and what to do. */
        Sending: {
            stopped: boolean;
            code: number | null;
            /** Format: date-time */
            since: string | null;
            reason: string | null;
            advice: string | null;
        };
        File: {
            /** @description The file's id, in the paths below `/api/media`. */
            id: string;
            /**
             * @description `failed`: it could not be fetched, and `problem` says why. `expired`: WhatsApp no longer has it.
             * @enum {unknown}
             */
            state: "fetching" | "stored" | "failed" | "expired";
            mime_type: string | null;
            /** @description In bytes, once it is stored. */
            size: number | null;
            /** @description The name that its sender gave it. It may be anything. */
            filename: string | null;
            caption: string | null;
            voice: boolean;
            animated: boolean;
            problem: {
                /** @enum {unknown} */
                code: "not_passed_on" | "too_large" | "different" | "foreign_address" | "refused" | "not_reached";
                text: string;
                advice: string;
            } | null;
            /** @description It is not here, and `POST /api/media/{id}/fetch` has it fetched again. */
            can_fetch: boolean;
            /** @description The words of a sound. Absent if there are none. */
            transcript?: string;
            /** @description The text of a document, cut to a budget. Absent if there is none. */
            text?: string;
        };
        MessageVersions: {
            versions: {
                content: string;
                /** @description Meta's type. */
                type: string;
                /**
                 * Format: date-time
                 * @description When it was corrected or deleted, by Meta's clock.
                 */
                until: string;
                /** @description Its file, the same in every version. Absent if it has none. */
                media?: components["schemas"]["File"];
            }[];
        };
        NewUpload: {
            /** @description It is cleaned: no path, nothing invisible, at most 60 characters. */
            filename: string;
            /** @description Without one, or with `application/octet-stream`, the ending of the name counts. */
            mime_type?: string | null;
            /** @description In bytes. */
            size: number;
        };
        Upload: {
            media: {
                id: string;
                filename: string;
                /** @description As WhatsApp is told it. */
                mime_type: string;
                size: number;
                /** @enum {unknown} */
                kind: "image" | "video" | "audio" | "document" | "sticker";
            };
            /** @description The call that sends the bytes. */
            upload: {
                /** @enum {unknown} */
                method: "PUT";
                /** @description A path of this API, or an address of the bucket. It grants the access, so keep it secret. */
                url: string;
                headers: {
                    [key: string]: string;
                };
                /** Format: date-time */
                expires_at: string;
            };
        };
        MediaLink: {
            url: string;
            /** Format: date-time */
            expires_at: string;
        };
        /** @description One page of everything that is stored about a person. */
        PersonExport: {
            /** @description On the first page. */
            person: {
                phone_numbers: string[];
                user_ids: string[];
                names: string[];
                usernames: string[];
                /** Format: date-time */
                last_inbound_at: string | null;
                /** Format: date-time */
                last_activity: string | null;
            } | null;
            /** @description As `Conversation`, and with `record`, the record as it is stored. */
            conversations: Record<string, unknown>[];
            /** @description As `Message`, with `raw`, the JSON as WhatsApp sent it, and with `versions`, what it said before it was corrected or deleted, as in `MessageVersions`. A message with a file has `file`, its name in `media`. Oldest first on each page; later pages are older. */
            messages: Record<string, unknown>[];
            /** @description What people wrote about the person for each other. They follow the messages. */
            notes: components["schemas"]["Note"][];
            /** @description Other items of webhooks that mention the person. */
            events: {
                id: string;
                field: string;
                /** Format: date-time */
                at: string;
                content: unknown;
            }[];
            /** @description The names of the stored files that mention the person, and of the files of their messages: in the bucket, or in `blobs/` of the data folder. */
            media: string[];
            /** @description The jobs of this person that failed for good. Null when this deployment's API does not reach them: `make export` does. */
            dead_letters: Record<string, unknown>[] | null;
            /** @description `before` for the next page. */
            next: string | null;
        };
        Erased: {
            erased: {
                conversations: number;
                messages: number;
                events: number;
                media: number;
                /** @description Null when this deployment's API does not reach them: `make erase` does. */
                dead_letters: number | null;
            };
        };
        /** @description RFC 9457. `title` and `detail` come in the language of Accept-Language. */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            /**
             * @description Codes are stable.
             * @enum {unknown}
             */
            code: "unauthorized" | "agents_only" | "owners_only" | "forbidden" | "not_found" | "method_not_allowed" | "bad_request" | "malformed_json" | "bad_cursor" | "bad_days" | "unknown_event" | "payload_too_large" | "invalid_number" | "invalid_field" | "unknown_field" | "message_or_template" | "empty_text" | "text_too_long" | "invalid_limit" | "invalid_filter" | "invalid_idempotency_key" | "unknown_phone_id" | "unknown_push_service" | "unknown_conversation" | "unknown_message" | "not_sent_yet" | "not_failed" | "already_sent" | "being_sent" | "no_recipient" | "idempotency_conflict" | "send_in_progress" | "window_closed" | "opted_out" | "group_conversation" | "cannot_merge" | "not_configured" | "stale_cursor" | "no_stream" | "media_not_found" | "media_not_stored" | "media_not_uploaded" | "media_sent" | "media_empty" | "media_too_large" | "media_type_not_allowed" | "media_type_differs" | "media_size_differs" | "media_cut_off" | "link_expired" | "range_not_satisfiable" | "unknown_draft" | "graph_error" | "unavailable" | "internal" | "media_gone" | "template_incomplete" | "template_not_sendable" | "note_changed" | "unknown_note" | "not_your_note" | "assigned_meanwhile" | "too_many_labels" | "bad_until" | "settings_changed" | "if_match_missing" | "invalid_settings" | "facts_empty" | "facts_type_unknown" | "facts_too_large" | "facts_unreadable" | "facts_encrypted" | "facts_without_text" | "unknown_version";
            /** @description With `internal`: the id to search for in the log. */
            id?: string;
            /** @description With `graph_error`: Graph's own code. */
            graph_code?: number | null;
            /** @description With `graph_error`: what to do. */
            advice?: string | null;
            /** @description With `media_too_large`: the most bytes that WhatsApp takes. With `field` or `part`: the most characters, elements or bytes that it may have. */
            limit?: number;
            /** @description With `media_type_not_allowed`: the types that WhatsApp takes. */
            allowed?: string[];
            /**
             * @description With `media_not_stored`: what became of the file.
             * @enum {unknown}
             */
            state?: "fetching" | "failed" | "expired";
            /** @description With `range_not_satisfiable`: the size of the file. */
            size?: number;
            /** @description With `graph_error` of a send: the message, stored as failed. */
            message?: components["schemas"]["Message"];
            /** @description With `invalid_field`, `empty_text` and `text_too_long` of a send: the path of the field. */
            field?: string;
            /** @description With `assigned_meanwhile`: who has it. */
            assigned_to?: string;
            /** @description With `assigned_meanwhile`: who gave it to them. */
            assigned_by?: string | null;
            /**
             * Format: date-time
             * @description With `assigned_meanwhile`: since when.
             */
            assigned_at?: string;
            /**
             * Format: date-time
             * @description With `bad_until`: the server's time.
             */
            now?: string;
            /** @description With `note_changed`: what it says now. */
            text?: string;
            /** @description With `settings_changed` and `note_changed`: the newest version. */
            version?: number;
            /** @description With `settings_changed` and `note_changed`: who saved it. */
            changed_by?: string | null;
            /**
             * Format: date-time
             * @description With `settings_changed` and `note_changed`: when it was saved.
             */
            changed_at?: string | null;
            /** @description With `invalid_settings`: every field that is wrong, by its path, such as `texts.greeting.fr` or `hours.exceptions.0.from`. */
            problems?: {
                field: string;
                detail: string;
            }[];
            /** @description With `template_incomplete`: the part, such as `header`, `body {{2}}`, `button 0` or `components[3]`. */
            part?: string;
        };
        /** @description An interactive message in Meta's form. Limits: body 1,024 characters (4,096 above a list), text header and footer 60; 3 buttons with titles of 20 and ids of 256; 10 rows in all, with titles of 24, descriptions of 72 and ids of 200. */
        Interactive: {
            /** @enum {unknown} */
            type: "button" | "list" | "cta_url" | "location_request_message";
            /** @description A text, or a picture, video or document: `id` of an upload, or a public `link`. Above a list only a text; above a request for the location none. */
            header?: Record<string, unknown>;
            body?: {
                text?: string;
            };
            footer?: {
                text?: string;
            };
            /** @description `buttons`; `button` and `sections` of a list; `name` and `parameters` of a link; `name` of a request for the location. */
            action?: {
                buttons?: {
                    /** @enum {unknown} */
                    type?: "reply";
                    reply?: {
                        id?: string;
                        title?: string;
                    };
                }[];
                button?: string;
                sections?: {
                    title?: string;
                    rows?: {
                        id?: string;
                        title?: string;
                        description?: string;
                    }[];
                }[];
                name?: string;
                parameters?: {
                    display_text?: string;
                    url?: string;
                };
            };
        };
        Typing: {
            shown: boolean;
        };
        /** @description The template as the customer sees it, before its placeholders are filled. */
        TemplateParts: {
            header: {
                /** @description `text`, `image`, `video`, `document`, `location`, or another one of Meta's. */
                format: string;
                text: string | null;
            } | null;
            body: string | null;
            footer: string | null;
            buttons: {
                /** @description Meta's, such as `url` or `quick_reply`. */
                type: string;
                text: string | null;
                url: string | null;
                phone_number: string | null;
            }[];
        };
        TemplateNeed: {
            /** @enum {unknown} */
            part: "header" | "body" | "button" | "other";
            /** @enum {unknown} */
            kind: "text" | "image" | "video" | "document" | "location" | "url_ending" | "payload" | "code" | "flow" | "one_time_code" | "expiration" | "product" | "products" | "catalog" | "carousel" | "unknown";
            /** @description The placeholder of a text: `1`, or `first_name`. */
            name: string | null;
            /** @description The place of a button among the buttons, from 0. */
            index: number | null;
            /** @description The words on the button. */
            label: string | null;
            /** @description The address before the ending of a link. */
            before: string | null;
            /** @description The one that Meta's reviewers saw. */
            example: string | null;
            /** @description Most characters. A text for the body has what the fixed words leave of its limit, which all its texts share: a send whose body is too long with all of them in place is refused with `part` `body`. */
            most: number | null;
            required: boolean;
        };
        /** @description What an answer of the assistant rests on. */
        RestsOn: {
            /** @description The titles of parts of the facts. */
            parts?: string[];
            tools?: {
                name: string;
                /**
                 * @description `in_doubt`: it is not known whether it was done, and a person must look.
                 * @enum {unknown}
                 */
                outcome: "done" | "failed" | "in_doubt";
            }[];
            /** @description The version of the settings. 0: none are saved, or these were not. */
            settings_version: number;
        };
        /** @description A tool of the business's own that the model may call. */
        OwnTool: {
            name: string;
            /** @description What it is for, as the model is told it. */
            description: string;
            /** @description A JSON schema of an object; each `$ref` refers to a part of it. When left out: no parameters. */
            parameters?: Record<string, unknown>;
            /** @description An https address. One of an inner network, or http by a number or a name without a dot, only where `RELAIS_ALLOWED_NETWORKS` lists it. A name in braces, as in `/orders/{order}`, stands for that argument, which must be required. */
            url: string;
            /**
             * @description `GET` adds the other arguments to the query, `POST` sends them as JSON.
             * @default GET
             * @enum {unknown}
             */
            method: "GET" | "POST";
            /** @description Whether a call changes something. When left out: a `POST` does. */
            changes?: boolean;
            /** @description Sent as `Authorization: Bearer`. It is never shown again. */
            secret?: string;
            /** @description There is a secret. Sent back as true without `secret`, it is kept, for the same address only. */
            has_secret?: boolean;
        };
        /** @description A server of the Model Context Protocol (streamable HTTP). The model may call its tools. */
        McpServer: {
            name: string;
            /** @description An https address. One of an inner network, or http, only where `RELAIS_ALLOWED_NETWORKS` lists it. */
            url: string;
            /** @description Sent as `Authorization: Bearer`. It is never shown again. */
            secret?: string;
            /** @description There is a secret. Sent back as true without `secret`, it is kept, for the same address only. */
            has_secret?: boolean;
        };
        DraftAccepted: {
            id: string;
        };
        Draft: {
            /** @enum {unknown} */
            state: "waiting" | "done" | "failed";
            answer: {
                text: string;
                buttons?: string[];
                list?: {
                    button: string;
                    rows: {
                        title: string;
                        description?: string | null;
                    }[];
                };
                hands_over?: {
                    reason: string;
                    summary: string;
                    wants: string;
                };
                /**
                 * @description The fixed text that it is.
                 * @enum {unknown}
                 */
                says?: "closed" | "fallback" | "handed_over" | "opt_out" | "unreadable";
                rests_on?: components["schemas"]["RestsOn"];
                tokens: {
                    prompt: number;
                    /** @description Of the prompt, those from the provider's cache. */
                    cached: number;
                    answer: number;
                };
                took_ms: number;
                /** @description Null: the settings have no price. */
                cost: number | null;
                currency: string | null;
            } | null;
            problem: {
                code: string;
                /** @description What is wrong and what to do, in the caller's language. */
                detail: string;
            } | null;
        };
    };
    responses: never;
    parameters: {
        /** @description A conversation's id, a number as people write it, or a user id such as `FR.1349…`. */
        id: string;
        /** @description The business number, when several are served and the person is not named by a conversation's id. When left out: the first number at which the person has a conversation. */
        phone_id: string;
        /** @description The business number. When left out: the default one. */
        settings_phone_id: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
