package dev.slipway.events;

/** What is said of the topics, in the words of the AsyncAPI document. docs/events.md says more. */
final class TopicTexts {
    static final String ABOUT = """
            What Slipway tells and what it can be asked, on Kafka. Made from the code; docs/events.md explains it.

            - Every event is a CloudEvent 1.0 in structured mode whose data is a CDEvent 0.5.1; what neither prescribes is in data.customData.
            - At least once: a record may come again, with the same id and the same bytes.
            - In order per key, with seq from 1 without gaps; between keys there is no order.
            - An event is at most %d bytes, a request at most %d.
            - Members may be added to a type, and types may be added: ignore what you do not know.
            """.formatted(EventFormat.MAX_BYTES, RequestReader.MAX_BYTES);

    static final String REQUESTS = """
            What an outsider may ask for; written by CI, with any key or none. Source and id of the CloudEvent name the request for ever: \
            the same again is answered by the same build, the same id with another payload is refused. A request that is taken is told as \
            build.requested on slipway.lifecycle, with that source and id; one that cannot be read goes to slipway.dead-letter with the reason.""";

    static final String LIFECYCLE = """
            Every fact, in order per subject. The key is the digest of the image; the id of the build until there is one; app/environment \
            for the few facts about an environment. Written by Slipway alone, never compacted, kept for ever unless its operators shorten it.""";

    static final String DEAD_LETTER = """
            What a stage gave up on: records that it could not read, with their own key, headers and bytes, and jobs that died. Why, the \
            header dead-letter-reason says.""";

    static final String CHECKPOINTS = """
            Signed checkpoints over all chains of the ledger, one partition, in order. A copy that does not lie in its database.""";

    static final String UNREAD = """
            A record as it came, with key, headers and bytes of its own; headers that say where it came from are added.""";

    static final String DEAD_JOB = "The job.died event of a job that a stage gave up, with the reason as a header.";

    static final String CHECKPOINT = """
            A checkpoint as C2SP's transparency logs write them, in a signed note: eight lines of text (origin, size, root, then checkpoint, \
            previous, subjects, entries and time with their names), an empty line, and a line with the signature.""";

    private TopicTexts() {}
}
