"""The front: the only room that knows Scrapy and Twisted, with files named as `scrapy startproject` names them."""
