package io.guestkit.fs.ntfs;

import io.guestkit.fs.Node;
import io.guestkit.fs.NodeAttributes;

/**
 * A file, a directory, or one of the other streams of a file.
 *
 * @param id number of the FILE record; of another stream with the number of its attribute in the upper bits
 * @param record number of the FILE record
 * @param stream name of the stream; empty for the file itself
 * @param target of a symbolic link, empty otherwise
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NtfsNode(long id, long record, String stream, NodeAttributes attributes, byte[] target) implements Node {}
