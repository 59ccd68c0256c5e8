"""How much a file may cost before it is refused."""

MIB = 1024 * 1024

FILE_BYTES = 20 * MIB
TEXT_BYTES = 1 * MIB  # counted as UTF-8 of the text, so every encoding meets the same limit
PDF_PAGES = 60  # five seconds on a busy machine; a bulletin has ten
PDF_PAGE_BYTES = 4 * MIB  # drawing orders of one page; a page of text has 50 KB

ZIP_MEMBERS = 2_000
ZIP_TOTAL_BYTES = 200 * MIB
ZIP_PART_BYTES = 30 * MIB
ZIP_RATIO = 200  # real Word text packs 5 to 60 times
ZIP_RATIO_FROM_BYTES = 4 * MIB

WORKER_MEMORY_BYTES = 352 * MIB  # leaves room for the web process within 512 MB
WORKER_CPU_SECONDS = 9
WORKER_WALL_SECONDS = 10
