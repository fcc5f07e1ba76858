"""Scrapy's settings for `scrapy crawl news` and for the command line. Each departure from a default says why."""

from newsarchive.crawl.config import contact_from_environment, user_agent

BOT_NAME = "newsarchive"
SPIDER_MODULES = ["newsarchive.crawl.spiders"]

# Who we are, and how we behave
NEWSARCHIVE_CONTACT = contact_from_environment()
USER_AGENT = user_agent(NEWSARCHIVE_CONTACT)
DOWNLOAD_DELAY = 1.0  # seconds between two requests to one host
DOWNLOAD_DELAY_JITTER = 0  # the default halves the delay half of the time
CONCURRENT_REQUESTS_PER_DOMAIN = 4
DOWNLOADER = "newsarchive.crawl.slots.Gentle"  # Scrapy's own lets more through
ROBOTSTXT_OBEY = False  # our own middleware obeys it: Scrapy's takes 5xx and network errors for "allowed"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate",  # what every web-archive tool can decode
}

# What may cost us
DOWNLOAD_TIMEOUT = 60  # seconds for a whole exchange
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024  # bytes of body on the wire
DOWNLOAD_WARNSIZE = 0
RETRY_TIMES = 3
REDIRECT_MAX_TIMES = 5  # RFC 9309 asks for five hops
CONCURRENT_REQUESTS = 800  # counts requests that only wait for their delay: twelve of each of 64 papers
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # the newest first, not the last found
CONCURRENT_ITEMS = 2  # Scrapy starts that many tasks for every response; ours give one item each
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 5_000_000  # bytes of pages that wait to be read, before fetching pauses

# What stays off
ALLOW_PRIVATE_ADDRESSES = False
COOKIES_ENABLED = False  # else tldextract fetches a list from the network
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
HTTPPROXY_ENABLED = False
NEWSARCHIVE_PROXY = ""  # an HTTP proxy that the user chose; what the environment names is not used
METAREFRESH_ENABLED = False
REFERER_ENABLED = False
COMPRESSION_ENABLED = False  # workers decode; the archive keeps what came
HTTPERROR_ALLOW_ALL = True  # every answer gets an outcome
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # twins are decided before a request is made
MEMUSAGE_ENABLED = False
AUTOTHROTTLE_ENABLED = False

DOWNLOAD_VERIFY_CERTIFICATES = True
TWISTED_DNS_RESOLVER = "newsarchive.crawl.resolver.GuardedResolver"
DOWNLOAD_HANDLERS = {
    "http": "newsarchive.crawl.handlers.WireDownloadHandler",
    "https": "newsarchive.crawl.handlers.WireDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # it drops redirects without a word
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "newsarchive.crawl.robots.RobotsMiddleware": 100,
    "newsarchive.crawl.proxy.ProxyMiddleware": 740,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "newsarchive.crawl.middlewares.RetryAfterMiddleware": 560,
    "newsarchive.crawl.middlewares.ScopedRedirectMiddleware": 600,
    "newsarchive.crawl.middlewares.ArchiveMiddleware": 990,  # nearest the wire: sees robots.txt, redirects, retries, errors
}
ITEM_PIPELINES = {"newsarchive.crawl.pipelines.RecordPipeline": 300}
EXTENSIONS = {
    "newsarchive.crawl.extensions.RunWatch": 0,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
}
LOG_LEVEL = "INFO"
