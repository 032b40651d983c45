package io.guestkit.inspect.windows;

import io.guestkit.inspect.parse.JobFile;
import io.guestkit.inspect.parse.TaskDefinition;
import io.guestkit.inspect.report.ScheduledTask;
import io.guestkit.inspect.rule.CaseBlindFiles;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.volume.NotExamined;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tasks of the scheduler: a tree of XML files since Vista, .job files before and beside. */
final class TasksRule implements WindowsRule {

    private static final int MAX_TASKS = 5000;
    private static final int MAX_DEPTH = 16;
    private static final int MAX_FILE = GuestFiles.SMALL;

    private record Folder(Path path, String name, int depth) {}

    @Override
    public void apply(WindowsRegistry registry, WindowsDraft draft) throws IOException {
        Path root = registry.files().root();
        Path jobs = registry.files().find(registry.systemRoot() + "/Tasks");
        if (jobs != null) {
            for (String name : CaseBlindFiles.names(jobs)) {
                if (name.toLowerCase(Locale.ROOT).endsWith(".job")) {
                    task(root, jobs.resolve(name), name, draft);
                }
            }
        }
        Path top = registry.files().find(registry.systemRoot() + "/System32/Tasks");
        Deque<Folder> ahead = new ArrayDeque<>();
        if (top != null) {
            ahead.add(new Folder(top, "", 0));
        }
        while (!ahead.isEmpty()) {
            Folder folder = ahead.removeFirst();
            for (String name : CaseBlindFiles.names(folder.path())) {
                Path child = folder.path().resolve(name);
                String title = folder.name() + "\\" + name;
                if (!Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    task(root, child, title, draft);
                } else if (folder.depth() < MAX_DEPTH) {
                    ahead.add(new Folder(child, title, folder.depth() + 1));
                } else {
                    String reason = "tasks in more than %d folders, one in the other".formatted(MAX_DEPTH);
                    draft.findings.gap(shown(root, child), NotExamined.Code.UNSUPPORTED, reason);
                }
                if (draft.findings.scheduledTasks().size() >= MAX_TASKS) {
                    String reason = "more than %d tasks".formatted(MAX_TASKS);
                    draft.findings.gap(shown(root, top), NotExamined.Code.UNSUPPORTED, reason);
                    return;
                }
            }
        }
    }

    private static String shown(Path root, @Nullable Path file) {
        return file == null ? "/" : "/" + root.relativize(file);
    }

    private static void task(Path root, Path file, String name, WindowsDraft draft) {
        String source = shown(root, file);
        try {
            byte[] content = new GuestFiles(root).head(root.relativize(file).toString(), MAX_FILE);
            if (content == null) {
                return;
            }
            if (content.length == MAX_FILE) {
                draft.findings.gap(source, NotExamined.Code.UNSUPPORTED, "a task of a megabyte or more");
            } else if (name.startsWith("\\")) {
                draft.findings.add(task(name, TaskDefinition.parse(content), source));
            } else {
                draft.findings.add(job(name, JobFile.parse(content), source));
            }
        } catch (IOException e) {
            draft.findings.gap(source, LinuxRules.code(e), "a task: " + LinuxRules.describe(e));
        }
    }

    private static ScheduledTask task(String name, TaskDefinition task, String source) {
        return new ScheduledTask(
                "task",
                name,
                String.join("; ", task.triggers()),
                task.principal(),
                String.join("; ", task.actions()),
                task.enabled() && !task.triggers().isEmpty(),
                source);
    }

    private static ScheduledTask job(String name, JobFile job, String source) {
        return new ScheduledTask(
                "job",
                name.substring(0, name.length() - ".job".length()),
                String.join("; ", job.triggers()),
                Optional.empty(),
                job.command(),
                job.enabled() && !job.triggers().isEmpty(),
                source);
    }
}
